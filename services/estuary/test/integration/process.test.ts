import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it, vi } from 'vitest';
import { createRequest } from '../support/running-estuary.ts';
import { signWithSecret } from '../support/sign-token.ts';
import { serveEstuary, spawnEstuary } from '../support/spawn-estuary.ts';
import type { SpawnOptions } from '../support/spawn-estuary.ts';
import { walkItems } from '../support/walk-items.ts';

/** The process as an operator meets it (guide; contract §1–§3, §17, §18). */

// Each test starts a process, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const run = async (args: readonly string[], options: SpawnOptions = {}) => {
  const { ended, output } = spawnEstuary(args, options);
  return { code: await ended, ...output };
};

/** A request whose body is not all there yet. */
async function halfARequest(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /api/v1/items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"name":',
  );
  // An answer to another request says that the server has read this far.
  await fetch(`${url}/health/live`);
  return socket;
}

/** Everything that comes until the connection is closed. */
async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString()));
  await once(socket, 'close');
  return text;
}

describe('a configuration', () => {
  it('is refused with every problem, a line each, and without its secrets', async () => {
    const { code, stdout, stderr } = await run([], {
      env: {
        PORT: '99999',
        APP_PROFILE: 'production',
        AUTH_ENABLED: 'true',
        JWT_SECRET: 'changeme',
        RATE_LIMIT_ENABLED: 'maybe',
        DATABASE_TYPE: 'convex',
      },
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'Configuration error: PORT must be an integer between 1 and 65535',
      'Configuration error: RATE_LIMIT_ENABLED must be true or false (also 1/0, yes/no, on/off)',
      'Configuration error: JWT_SECRET appears to contain a placeholder value',
      'Configuration error: JWT_SECRET must be at least 32 bytes',
      'Configuration error: CONVEX_DEPLOYMENT_URL is required when DATABASE_TYPE is convex',
    ]);
  });

  it('is read from .env, where the environment wins, and shown without secrets', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(
      join(cwd, '.env'),
      '# ours\nexport PORT=4000\nJWT_SECRET="abcdefghijklmnop#qrstuvwxyz0123456"\nMETRICS_TOKEN=short\nHOST=127.0.0.1 # here\n',
    );
    const { code, stdout } = await run(['check-config'], { cwd, env: { PORT: '4001' } });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      PORT: 4001,
      HOST: '127.0.0.1',
      JWT_SECRET: 'ab...56',
      METRICS_TOKEN: '***',
      DATABASE_TYPE: 'memory',
    });
  });

  it('in a file that is malformed is refused by its line, never by its content', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, '.env'), 'PORT=1\nhunter2 is my secret\n');
    const { code, stderr } = await run(['check-config'], { cwd });
    expect([code, stderr]).toEqual([2, 'Configuration error: .env line 2 is not KEY=value\n']);
  });
});

describe('commands', () => {
  it('are told by --help, and unknown ones are refused with the usage', async () => {
    const help = await run(['--help']);
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('check-config')]);
    const version = await run(['--version']);
    expect([version.code, version.stdout]).toEqual([0, '0.1.0\n']);
    const unknown = await run(['fly']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Usage: estuary')]);
  });

  it('ask a running server whether it is alive', async () => {
    const { url } = await serveEstuary();
    const { port } = new URL(url);
    expect((await run(['healthcheck'], { env: { PORT: port } })).code).toBe(0);
    expect((await run(['healthcheck', `${url}/nowhere`])).code).toBe(1);
    expect((await run(['healthcheck'], { env: { PORT: '1' } })).code).toBe(1);
  });
});

describe('SIGHUP', () => {
  it('has secrets read again from their files, and a bad configuration left alone', async () => {
    const cwd = temporaryDirectory();
    const keep = (name: string, secret: string) => writeFileSync(join(cwd, name), `${secret}\n`);
    const [one, two] = ['first secret of ours', 'second secret of ours'];
    keep('jwt', one);
    keep('metrics', 'metrics 1');
    const { url, child, output, ended } = await serveEstuary({
      cwd,
      env: {
        AUTH_ENABLED: 'true',
        JWT_SECRET_FILE: 'jwt',
        METRICS_TOKEN_FILE: 'metrics',
        LOG_FORMAT: 'json',
        RUST_LOG: 'info',
      },
    });
    const ask = async (path: string, token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(url + path, { headers })).status;
    };
    const items = (secret: string) => ask('/api/v1/items', signWithSecret(secret));
    expect([await items(one), await items(two)]).toEqual([200, 401]);
    keep('jwt', two);
    keep('metrics', 'metrics 2');
    writeFileSync(join(cwd, '.env'), 'RATE_LIMIT_MAX_REQUESTS=7\n');
    child.kill('SIGHUP');
    await vi.waitFor(async () => expect(await items(two)).toBe(200));
    expect(await items(one)).toBe(401);
    expect([await ask('/metrics', 'metrics 1'), await ask('/metrics', 'metrics 2')]).toEqual([
      401, 200,
    ]);
    writeFileSync(join(cwd, '.env'), 'RATE_LIMIT_MAX_REQUESTS=0\n');
    child.kill('SIGHUP');
    await vi.waitFor(() => expect(output.stderr).toContain('Configuration error: RATE_LIMIT'));
    expect(await items(two)).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const told = output.stdout
      .split('\n')
      .filter((text) => text.includes('SIGHUP'))
      .map((text) => JSON.parse(text) as object);
    expect(told).toMatchObject([
      { level: 'INFO', changed: ['METRICS_TOKEN', 'JWT_SECRET'] },
      { level: 'WARN', changed: ['RATE_LIMIT_MAX_REQUESTS'] },
      { level: 'ERROR' },
    ]);
    for (const secret of [one, two, 'metrics 1', 'metrics 2']) {
      expect(output.stdout).not.toContain(secret);
    }
  });
});

describe('the log', () => {
  it('is one JSON object a line on standard output, and nothing else', async () => {
    const env = { LOG_FORMAT: 'json', RUST_LOG: 'estuary=info,tower_http=info' };
    const { url, child, output, ended } = await serveEstuary({ env });
    await fetch(`${url}/api/v1/items?secret=1`, { headers: { authorization: 'Bearer hunter2' } });
    await fetch(`${url}/health/live`);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const lines = output.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines) {
      expect(Date.parse(String(line['timestamp']))).not.toBeNaN();
      expect(line).toMatchObject({ level: expect.stringMatching(/^[A-Z]+$/) });
      expect(line).toMatchObject({ message: expect.any(String), target: expect.any(String) });
    }
    const access = lines.filter(({ target }) => target === 'tower_http');
    expect(access).toMatchObject([
      { method: 'GET', path: '/api/v1/items', endpoint: '/api/v1/items', status: 200 },
    ]);
    expect(output.stdout).not.toContain('hunter2');
    expect(output.stdout).not.toContain('secret=1');
    expect(output.stderr).toBe('');
  });

  it('is silent about requests with tower_http=warn', async () => {
    const env = { LOG_FORMAT: 'json', RUST_LOG: 'estuary=info,tower_http=warn' };
    const { url, child, output, ended } = await serveEstuary({ env });
    await fetch(`${url}/api/v1/items`);
    child.kill('SIGTERM');
    await ended;
    expect(output.stdout).toContain('"target":"estuary"');
    expect(output.stdout).not.toContain('tower_http');
  });
});

describe('stopping', () => {
  it('answers what is under way, refuses what is new, and ends with 0', async () => {
    const { url, child, ended } = await serveEstuary();
    const socket = await halfARequest(url);
    child.kill('SIGTERM');
    await vi.waitFor(() => expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed'));
    socket.write('"a"}');
    const text = await allOf(socket);
    expect(text).toMatch(/^HTTP\/1\.1 201 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(await ended).toBe(0);
  });

  it('answers under load all that is under way, and has what it answered when it is back', async () => {
    const options = {
      cwd: temporaryDirectory(),
      env: { DATABASE_TYPE: 'sqlite', RATE_LIMIT_ENABLED: 'false' },
    };
    const { url, child, ended } = await serveEstuary(options);
    const answered: string[] = [];
    const clients = Array.from({ length: 8 }, async (_, client) => {
      for (let round = 0; ; round += 1) {
        const name = `${client} ${round}`;
        const request = { method: 'POST', body: { name } };
        const answer = await createRequest(url)('/api/v1/items', request).catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        answered.push(name);
      }
    });
    const sockets: Socket[] = [];
    for (let count = 0; count < 40; count += 1) sockets.push(await halfARequest(url));
    const answers = sockets.map(allOf);
    child.kill('SIGTERM');
    // Refused: from here on only those are there that were before.
    await Promise.all(clients);
    for (const socket of sockets) socket.write('"a"}');
    for (const text of await Promise.all(answers)) expect(text).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ended).toBe(0);

    const again = await serveEstuary(options);
    const names: string[] = [];
    for await (const items of walkItems<{ readonly name: string }>(again.url, 'limit=100')) {
      names.push(...items.map(({ name }) => name));
    }
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => name === 'a')).toHaveLength(sockets.length);
  });

  it('cuts at its deadline who holds on, says how many, and ends with 1', async () => {
    const env = { SHUTDOWN_TIMEOUT_SECONDS: '1', LOG_FORMAT: 'json' };
    const { url, child, output, ended } = await serveEstuary({ env });
    const socket = await halfARequest(url);
    socket.on('error', () => undefined);
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(output.stdout).toContain('1 unanswered requests were cut at the deadline');
  });

  it('is not ready any more, but still accepts, for the time of the delay', async () => {
    const { url, child, ended } = await serveEstuary({ env: { SHUTDOWN_DELAY_SECONDS: '2' } });
    child.kill('SIGTERM');
    await vi.waitFor(async () => {
      const answer = await fetch(`${url}/health/ready`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ status: 'not_ready', reason: 'shutting_down' });
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await ended).toBe(0);
  });
});
