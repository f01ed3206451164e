import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The real driver against a stand-in for an account that lets everybody in and writes down what it is told. */

const program = fileURLToPath(new URL('log-in-program.ts', import.meta.url));
const told: { readonly path: string; readonly body: string }[] = [];

const account = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    told.push({ path: new URL(request.url ?? '', 'http://account').pathname, body });
    const data = { token: 't', masterToken: 'm', sessionId: 1, parameters: [] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: true, data }));
  });
});

beforeAll(() => new Promise<void>((resolve) => account.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => account.close(resolve)));

it('tells the account nothing but what signing in needs', async () => {
  const { port } = account.address() as AddressInfo;
  const child = spawn(
    process.execPath,
    [
      '--conditions=aquifer-source',
      '--import',
      import.meta.resolve('tsx'),
      program,
      `http://127.0.0.1:${port}`,
    ],
    { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect(told.map(({ path }) => path)).toEqual(['/session/v1/login-request', '/session']);
  expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({
    data: { CLIENT_ENVIRONMENT: { PLATFORM: ['disabled'] } },
  });
});
