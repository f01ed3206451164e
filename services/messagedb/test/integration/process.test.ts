import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { freePort } from '@aquifer/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { logLines, serveMessageDb, spawnMessageDb } from '../support/spawn-messagedb.ts';
import { defaultToken, tokenOf } from '../support/start-messagedb.ts';

/** The process as an operator meets it (guide; contract §2, §3.3). */

const eventually = <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(check, { timeout: 60_000 });

// Each test starts a process, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const call = async (url: string, token: string, ...request: unknown[]): Promise<Response> =>
  fetch(`${url}/rpc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });

const ended = async (
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | string; stdout: string; stderr: string }> => {
  const running = spawnMessageDb(args, env);
  const code = await running.ended;
  return { code, ...running.output };
};

describe('starting', () => {
  it.each([
    [['serve', '--port=0', '--test-mode']],
    [['--port=0', '--test-mode', `--token=${defaultToken}`]],
    [['-port', '0', '-test-mode=true']],
  ])('messagedb %j serves in test mode', async (args) => {
    const { url, child } = await serveMessageDb(args);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    const body = JSON.stringify(['sys.health']);
    const answer = await fetch(`${url}/rpc`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({ backend: 'memory' });
    child.kill('SIGTERM');
  });

  it('a flag wins over a variable', async () => {
    const env = { MESSAGEDB_TEST_MODE: 'true', MESSAGEDB_PORT: '1', MESSAGEDB_TOKEN: 'from-env' };
    const { url } = await serveMessageDb(
      ['--test-mode=false', '--port=0', '--token=from-flag'],
      env,
    );
    expect((await fetch(`${url}/rpc`, { method: 'POST', body: '["sys.version"]' })).status).toBe(
      401,
    );
    expect((await call(url, 'from-env', 'sys.version')).status).toBe(401);
    expect((await call(url, 'from-flag', 'sys.version')).status).toBe(200);
  });

  it('prints a generated token once, and it works', async () => {
    const { url, output } = await serveMessageDb(['serve', '--port=0']);
    await eventually(() => expect(output.stdout).toContain('ns_'));
    const tokens = output.stdout.match(/ns_ZGVmYXVsdA_[0-9a-f]{64}/g) ?? [];
    expect(tokens).toHaveLength(1);
    expect((await call(url, tokens[0] ?? '', 'sys.version')).status).toBe(200);
    expect(output.stdout).toContain('lost when the server stops');
  });

  it('takes the token of the guide, with a warning, and prints no token', async () => {
    const running = await serveMessageDb(['serve', '--port=0'], {
      MESSAGEDB_TOKEN: 'your-secure-token',
    });
    expect((await call(running.url, 'your-secure-token', 'sys.version')).status).toBe(200);
    expect(logLines(running)).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: expect.stringContaining('MESSAGEDB_TOKEN') }),
    );
    expect(running.output.stdout).not.toContain('your-secure-token');
    expect(running.output.stdout).not.toMatch(/ns_[\w-]+_[0-9a-f]{64}/);
  });

  it('refuses the token of another namespace', async () => {
    const { code, stdout, stderr } = await ended([
      'serve',
      '--port=0',
      '--token',
      tokenOf('other'),
    ]);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('MESSAGEDB_TOKEN is a token of namespace');
  });

  it('listens on IPv4, and on IPv6 where there is any', async () => {
    const { port } = await serveMessageDb(['--port=0', '--test-mode']);
    for (const host of ['127.0.0.1', 'localhost']) {
      expect((await fetch(`http://${host}:${port}/health`)).status).toBe(200);
    }
  });

  it('logs its start with port and version', async () => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    expect(logLines(running)).toContainEqual({
      level: 'info',
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      msg: 'Server starting',
      port: running.port,
      version: '1.3.0',
    });
  });
});

describe('a command that fails', () => {
  it('exits 2 for arguments that make no sense', async () => {
    expect((await ended(['--nonsense'])).code).toBe(2);
  });

  it('exits 1 for a variable that cannot be read, and names it', async () => {
    const { code, stdout, stderr } = await ended(['serve'], { MESSAGEDB_PORT: 'abc' });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('MESSAGEDB_PORT');
  });

  it('says where it looks for PostgreSQL while nobody answers there', async () => {
    const port = await freePort();
    const env = { MESSAGEDB_DB_HOST: '127.0.0.1', MESSAGEDB_DB_PORT: String(port) };
    const running = spawnMessageDb(['serve', '--port=0'], env);
    const place = `PostgreSQL at 127.0.0.1:${port}, cannot be reached: nothing listens there`;
    await eventually(() => expect(running.output.stdout).toContain(place));
    // So as not to wait until it gives up, after half a minute.
    running.child.kill('SIGTERM');
    await running.ended;
  });

  it('exits 1 when the port is taken', async () => {
    const squatter = createServer().listen(0);
    onTestFinished(() => void squatter.close());
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const { code, stdout, stderr } = await ended(['--test-mode', `--port=${port}`]);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(
      new RegExp(`cannot listen on (\\[::\\]|0\\.0\\.0\\.0):${port}: address already in use`),
    );
  });
});

describe('stopping', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s while idle exits 0', async (signal) => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    running.child.kill(signal);
    expect(await running.ended).toBe(0);
  });

  it('answers the request in flight and ends subscriptions, then exits 0', async () => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    const subscription = await fetch(`${running.url}/subscribe?category=a`);
    const text = subscription.text();
    const body = '["stream.write","a-1",{"type":"T","data":{}}]';
    const request = await openSocket(running.port);
    const half = body.length / 2;
    request.write(`POST /rpc HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
    request.write(body.slice(0, half));
    // Only once the server has begun to read does a stop find it in flight.
    await fetch(`${running.url}/health`);
    running.child.kill('SIGTERM');
    expect(await text).toContain(': ready');
    let answer = '';
    request.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    request.write(body.slice(half));
    await once(request, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('{"position":0,"globalPosition":1}');
    expect(await running.ended).toBe(0);
  });

  it('ends an import that stands still', async () => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    const request = await openSocket(running.port);
    request.write('POST /import HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    await once(request, 'data');
    running.child.kill('SIGTERM');
    request.on('end', () => request.end());
    expect(await running.ended).toBe(0);
  });

  it('is over within 10 seconds, with a request that never ends', async () => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    const request = await openSocket(running.port);
    request.write('POST /rpc HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n[');
    await fetch(`${running.url}/health`);
    const started = performance.now();
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    const tookMs = performance.now() - started;
    expect(tookMs).toBeGreaterThan(8_000);
    expect(tookMs).toBeLessThan(10_000);
  });

  it('exits at once on a second signal, with a request that never ends', async () => {
    const running = await serveMessageDb(['--port=0', '--test-mode']);
    const request = await openSocket(running.port);
    request.write('POST /rpc HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n[');
    await fetch(`${running.url}/health`);
    running.child.kill('SIGTERM');
    await eventually(() => expect(running.output.stdout).toContain('shutdown signal'));
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
  });
});

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}
