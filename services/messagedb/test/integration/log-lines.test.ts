import { expect, it, vi } from 'vitest';
import { logLines, serveMessageDb, spawnMessageDb } from '../support/spawn-messagedb.ts';
import type { LogLine } from '../support/spawn-messagedb.ts';
import { defaultToken, tokenOf } from '../support/start-messagedb.ts';

/** What is logged, and what never is (guide, "Logging"; contract §15). */

const eventually = <Result>(check: () => Result): Promise<Result> =>
  vi.waitFor(check, { timeout: 60_000 });

// Each test starts a process, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

async function send(url: string, token: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  await (await fetch(`${url}/rpc`, { method: 'POST', headers, body })).text();
}

it('has a line a request in JSON, without tokens, query strings and data', async () => {
  const running = await serveMessageDb(['--port=0'], {
    MESSAGEDB_TOKEN: defaultToken,
    MESSAGEDB_LOG_LEVEL: 'debug',
  });
  const { url } = running;
  const write = '["stream.write","account-123",{"type":"T","data":{"pin":"private-data"}}]';
  await send(url, defaultToken, write);
  await send(url, defaultToken, write.replace('T', ''));
  await send(url, defaultToken, '["private-data');
  await send(url, tokenOf('other'), '["sys.version"]');
  await send(url, 'private-token', '["sys.version"]');
  await send(url, defaultToken, `["ns.create","tenant-a",{"token":"${tokenOf('tenant-a')}"}]`);
  await fetch(`${url}/unknown?private-query=1`);
  await fetch(`${url}/health?private-query=1`);
  const headers = { authorization: `Bearer ${defaultToken}` };
  const body = '{"private-data":1}\n';
  await (await fetch(`${url}/import`, { method: 'POST', headers, body })).text();
  const leave = new AbortController();
  await fetch(`${url}/subscribe?stream=a&private-query=1&token=${defaultToken}`, {
    signal: leave.signal,
  });
  leave.abort();

  const requests = await eventually((): LogLine[] => {
    const lines = logLines(running).filter(({ msg }) => msg === 'Request');
    expect(lines).toHaveLength(10);
    return lines;
  });
  const common = { level: 'info', msg: 'Request', duration: expect.stringMatching(/^\d+ms$/) };
  expect(requests).toMatchObject([
    { ...common, method: 'stream.write', stream: 'account-123', status: 200 },
    { ...common, method: 'stream.write', stream: 'account-123', status: 400 },
    { ...common, method: 'POST /rpc', status: 400 },
    { ...common, method: 'POST /rpc', status: 403 },
    { ...common, method: 'POST /rpc', status: 401 },
    { ...common, method: 'ns.create', status: 200 },
    { ...common, method: 'GET /unknown', status: 404 },
    // Probes are many and say nothing.
    { ...common, level: 'debug', method: 'GET /health', status: 200 },
    { ...common, method: 'POST /import', status: 200 },
    { ...common, method: 'GET /subscribe', status: 200 },
  ]);
  for (const { ts } of requests) expect(ts).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
  const { stdout, stderr } = running.output;
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/private-|[?&]token=/);
  for (const token of [defaultToken, tokenOf('other'), tokenOf('tenant-a')]) {
    expect(stdout).not.toContain(token.slice(-64));
  }
  // Every line is JSON.
  expect(stdout.trimEnd().split('\n')).toHaveLength(logLines(running).length);
});

it('reads as the guide shows it in the console format', async () => {
  const { output } = spawnMessageDb(['--port=0', '--test-mode', '--log-format=console']);
  const port = await eventually(() => {
    const [, found = ''] = /Server starting.*port[=: ]+(\d+)/.exec(output.stdout) ?? [];
    expect(found).not.toBe('');
    return found;
  });
  await send(`http://127.0.0.1:${port}`, 'any', '["sys.version"]');
  await eventually(() =>
    expect(output.stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z INFO {2}POST \/rpc 200 \d+ms$/m,
    ),
  );
});
