import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { freePort, temporaryDirectory } from '@aquifer/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixtureRows, fixtureSql } from '../support/fixture.ts';
import { runCli } from '../support/run-cli.ts';
import { serveFaucet, spawnFaucet } from '../support/spawn-faucet.ts';
import type { FaucetProcess } from '../support/spawn-faucet.ts';

/** The process as an operator meets it: start, signals, exit codes, durability (guide; contract §1). */

let dataDir: string;
let databasePath: string;
const running: FaucetProcess[] = [];

beforeEach(async () => {
  dataDir = temporaryDirectory();
  databasePath = join(dataDir, 'demo.db');
  const database = openSqlite(databasePath);
  database.exec(fixtureSql);
  database.exec(fixtureRows());
  database.close();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill('SIGKILL')));
});

const serve = async (
  env: Record<string, string> = {},
  ...args: string[]
): Promise<FaucetProcess> => {
  const faucet = await serveFaucet(dataDir, env, args);
  running.push(faucet);
  return faucet;
};

const cli = async (...args: string[]): Promise<string> => {
  const world = { cwd: dataDir, homeDir: dataDir };
  const { code, stdout, stderr } = await runCli(world, ...args, '--data-dir', dataDir);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** A service `demo`, a role that may do everything, and its key. */
const prepare = async (): Promise<string> => {
  await cli('db', 'add', '--name', 'demo', '--driver', 'sqlite', '--dsn', databasePath);
  await cli('role', 'create', '--name', 'full', '--verbs', '*');
  return /faucet_[0-9a-f]{64}/.exec(await cli('key', 'create', '--role', 'full'))?.[0] ?? '';
};

/** Waits about as long as a test may take: a process needs seconds to load on a busy machine. */
const eventually = async (check: () => Promise<boolean>): Promise<void> => {
  await expect.poll(check, { timeout: 25_000 }).toBe(true);
};

/* Each program takes seconds to load on a busy machine, so tests that start several have minutes. */
describe('faucet serve', () => {
  it('stays in the foreground, writes its PID, and exits 0 on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const faucet = await serve();
      await eventually(async () => faucet.output.stdout.includes(`${faucet.url}/api/v1`));
      const [pid] = (await readFile(join(dataDir, 'faucet.pid'), 'utf8')).split('\n');
      expect(pid).toBe(String(faucet.child.pid));
      expect(await faucet.kill(signal)).toBe(0);
      expect(existsSync(join(dataDir, 'faucet.pid'))).toBe(false);
      expect(faucet.output.stderr).toMatch(/level=INFO msg="shutdown signal received"/);
    }
  });

  it('tells how to become the first administrator of this store, until there is one', async () => {
    const first = await serve();
    await eventually(async () => first.output.stdout.includes('curl -X POST'));
    const [, command = ''] = /^ +faucet (admin create .+)$/m.exec(first.output.stdout) ?? [];
    expect(command).toContain(`--data-dir ${dataDir}`);
    // As printed: the password is the only thing left to say.
    expect(await cli(...command.split(' '), '--password', 'correct horse')).toContain('Created');
    await first.kill('SIGTERM');

    const second = await serve();
    await eventually(async () => second.output.stdout.includes('No database yet'));
    expect(second.output.stdout).not.toContain('/api/v1/setup');
    await second.kill('SIGTERM');
  });

  it('takes port and secret from the variables of the guide, flags first', async () => {
    const port = await freePort();
    const started = spawnFaucet(['serve', '--data-dir', dataDir], {
      env: {
        FAUCET_SERVER_PORT: String(port),
        FAUCET_SERVER_HOST: '127.0.0.1',
        FAUCET_AUTH_JWT_SECRET: 'faucet-dev-secret-change-me',
        HOME: dataDir,
      },
      cwd: dataDir,
    });
    await eventually(
      async () =>
        (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok === true,
    );
    expect(await started.kill('SIGTERM')).toBe(0);
    expect(started.output.stderr).toContain('level=WARN');
    expect(started.output.stderr).not.toContain('faucet-dev-secret-change-me');
  });

  it('says who has the port, and exits 1', async () => {
    const first = await serve();
    const second = spawnFaucet(
      [
        'serve',
        '--host',
        '127.0.0.1',
        '--port',
        String(first.port),
        '--data-dir',
        temporaryDirectory(),
      ],
      { cwd: dataDir },
    );
    expect(await second.ended).toBe(1);
    expect(second.output.stderr).toContain(String(first.port));
  });

  it('reports all wrong settings and exits 1', async () => {
    const env = { FAUCET_SERVER_PORT: '99999', FAUCET_LOG_LEVEL: 'loud', HOME: dataDir };
    const started = spawnFaucet(['serve', '--data-dir', dataDir], { env, cwd: dataDir });
    expect(await started.ended).toBe(1);
    expect(started.output.stderr).toMatch(/FAUCET_SERVER_PORT[^]*FAUCET_LOG_LEVEL/);
  });

  it('finishes the request in flight before it exits', async () => {
    const key = await prepare();
    const faucet = await serve();
    const body = JSON.stringify({ code: 'IT', name: 'Italy' });
    const outcome = new Promise<number>((resolve, reject) => {
      const request = httpRequest(
        `${faucet.url}/api/v1/demo/_table/countries`,
        { method: 'POST', headers: { 'x-api-key': key, 'content-length': body.length } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('error', reject);
      // Half the body now, the rest after the signal: the request is under way when it comes.
      request.write(body.slice(0, 5));
      setTimeout(() => faucet.child.kill('SIGTERM'), 200);
      setTimeout(() => request.end(body.slice(5)), 500);
    });
    expect(await outcome).toBe(201);
    expect(await faucet.ended).toBe(0);
  });

  it('cuts a request whose headers or body do not come', async () => {
    const faucet = await serve({ FAUCET_SERVER_READ_TIMEOUT: '1s' });
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(faucet.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.write('POST /api/v1/setup HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"em');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 40[08]/);
  });

  it('serves a service that the command line adds while it runs, and forgets a revoked key at once', async () => {
    const faucet = await serve();
    const key = await prepare();
    const read = async (): Promise<number> =>
      (await fetch(`${faucet.url}/api/v1/demo/_table/countries`, { headers: { 'x-api-key': key } }))
        .status;
    await eventually(async () => (await read()) === 200);
    await cli('key', 'revoke', key.slice(0, 15));
    expect(await read()).toBe(401);
  });

  it('keeps sessions over a restart without a configured secret', async () => {
    await cli('admin', 'create', '--email', 'a@b.c', '--password', 'longenough');
    const first = await serve();
    const response = await fetch(`${first.url}/api/v1/system/admin/session`, {
      method: 'POST',
      body: JSON.stringify({ email: 'a@b.c', password: 'longenough' }),
    });
    const { session_token: token } = (await response.json()) as { session_token: string };
    await first.kill('SIGTERM');
    const second = await serve();
    const answer = await fetch(`${second.url}/api/v1/system/role`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('runs in the background on request, and stop and status find it', async () => {
    const port = await freePort();
    const flags = ['--data-dir', dataDir];
    const env = {
      FAUCET_SERVER_PORT: String(port),
      FAUCET_SERVER_HOST: '127.0.0.1',
      HOME: dataDir,
    };
    const start = spawnFaucet(['serve', '--daemon', ...flags], { env, cwd: dataDir });
    expect(await start.ended, start.output.stderr).toBe(0);
    expect(start.output.stdout).toContain('faucet.log');
    const status = spawnFaucet(['status', ...flags], { env, cwd: dataDir });
    await status.ended;
    expect(status.output.stdout).toMatch(/Server is running \(PID \d+\)[^]*200/);
    const twice = spawnFaucet(['serve', '--daemon', ...flags], { env, cwd: dataDir });
    expect(await twice.ended).toBe(1);
    expect(twice.output.stderr).toContain('already running');
    const stop = spawnFaucet(['stop', ...flags], { env, cwd: dataDir });
    expect(await stop.ended).toBe(0);
    expect(stop.output.stdout).toContain('Server stopped.');
    const after = spawnFaucet(['status', ...flags], { env, cwd: dataDir });
    expect(await after.ended).toBe(0);
    expect(after.output.stdout).toContain('not running');
  }, 120_000);

  it('is found by status where it listens, and has no log file in the foreground', async () => {
    const { port } = await serve();
    const ask = async (...flags: string[]): Promise<string> => {
      const args = ['status', '--data-dir', dataDir, '--host', '127.0.0.1', ...flags];
      const status = spawnFaucet(args, { env: { HOME: dataDir }, cwd: dataDir });
      expect(await status.ended).toBe(0);
      return status.output.stdout;
    };
    expect(await ask('--port', String(port))).toMatch(/\(200\)\n +Log: +its standard error\n/);
    expect(await ask('--port', String(await freePort()))).toContain('(no answer there;');
  }, 120_000);

  it('does not take another server at the same address for the one in the background', async () => {
    const { port } = await serve();
    const flags = ['--data-dir', temporaryDirectory(), '--port', String(port)];
    const start = spawnFaucet(['serve', '--daemon', '--host', '127.0.0.1', ...flags], {
      env: { HOME: dataDir },
      cwd: dataDir,
    });
    expect([await start.ended, start.output.stdout]).toEqual([1, '']);
    expect(start.output.stderr).toContain('ended before it was ready');
  });

  it('upserts the services of faucet.yaml at start', async () => {
    await writeFile(
      join(dataDir, 'faucet.yaml'),
      'services:\n  - { name: filed, driver: sqlite, dsn: "${WHERE}", read_only: true }\n',
    );
    const faucet = await serve({ WHERE: databasePath });
    const ready = await (await fetch(`${faucet.url}/readyz`)).json();
    expect(ready).toEqual({ checks: { filed: 'ok' }, status: 'ok' });
  });
});

describe('durability', () => {
  it('has every acknowledged row after kill -9 under 64 writers', async () => {
    const key = await prepare();
    const first = await serve();
    const acknowledged: string[] = [];
    const refused: number[] = [];
    let writing = true;
    const writer = async (id: number): Promise<void> => {
      for (let index = 0; writing; index += 1) {
        const code = `w${id}-${index}`;
        const answer = await fetch(`${first.url}/api/v1/demo/_table/countries`, {
          method: 'POST',
          headers: { 'x-api-key': key },
          body: JSON.stringify({ code, name: 'x' }),
        }).catch(() => undefined);
        if (answer?.status === 201) acknowledged.push(code);
        else if (answer !== undefined) refused.push(answer.status);
        else return;
      }
    };
    const writers = Array.from({ length: 64 }, (_, id) => writer(id));
    await eventually(async () => acknowledged.length > 1000);
    await first.kill('SIGKILL');
    writing = false;
    await Promise.all(writers);
    expect(refused).toEqual([]);

    const second = await serve();
    const answer = await fetch(`${second.url}/api/v1/demo/_table/countries?limit=all&fields=code`, {
      headers: { 'x-api-key': key, accept: 'application/x-ndjson' },
    });
    const stored = new Set(
      (await answer.text())
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { code: string }).code),
    );
    expect(acknowledged.filter((code) => !stored.has(code))).toEqual([]);
  });
});
