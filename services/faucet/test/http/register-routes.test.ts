import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, sendNdjson } from '@aquifer/http';
import { createLog } from '@aquifer/service';
import { expect, it, onTestFinished } from 'vitest';
import type { Faucet } from '../../src/faucet.ts';
import { registerRoutes } from '../../src/http/register-routes.ts';
import { renderFault } from '../../src/http/render-fault.ts';
import type { Route } from '../../src/http/route.ts';

it('is no failure when a client leaves in the middle of a stream', async () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'warn',
    format: 'json',
    destination: { write: (line) => void lines.push(line) },
  });
  const app = createHttp({ log, renderFault });
  onTestFinished(() => app.close());
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        yield '{"row":1}\n'.repeat(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      end();
    }
  }
  const stream: Route = {
    method: 'GET',
    path: '/endless',
    access: 'public',
    summary: 'A stream without an end',
    handle: ({ reply }) => sendNdjson(reply, endless()),
  };
  // A public route asks nothing of the server but that it is there.
  registerRoutes(app, {} as Faucet, [stream]);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const request = get({ host: '127.0.0.1', port, path: '/endless' }, (answer) => {
    answer.once('data', () => request.destroy());
  });
  request.on('error', () => undefined);
  await ended;
  await app.close();
  expect(lines).toEqual([]);
});

it('refuses a body that is not UTF-8 instead of storing other characters', async () => {
  const log = createLog({ level: 'silent', format: 'json' });
  const app = createHttp({ log, renderFault });
  onTestFinished(() => app.close());
  const echo: Route = {
    method: 'POST',
    path: '/echo',
    access: 'public',
    summary: 'What was sent',
    handle: (call) => call.json(),
  };
  registerRoutes(app, {} as Faucet, [echo]);
  const send = (payload: Buffer) => app.inject({ method: 'POST', url: '/echo', payload });
  expect((await send(Buffer.from('{"name":"é"}'))).json()).toEqual({ name: 'é' });
  const refused = await send(Buffer.from([0x22, 0xff, 0xfe, 0x22]));
  expect([refused.statusCode, refused.json()]).toMatchObject([
    400,
    { error: { message: 'Invalid request body: it is not UTF-8' } },
  ]);
});
