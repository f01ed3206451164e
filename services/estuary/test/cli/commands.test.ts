import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyToken } from '@aquifer/auth';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';

/** Commands beside the server (contract B10). */

const line = (id: string, name = id): string =>
  `${JSON.stringify({
    collection: 'items',
    id,
    version: 2,
    created_at: '2026-01-05T10:00:00.123Z',
    updated_at: '2026-01-06T10:00:00.000Z',
    owner: null,
    data: { name, description: null },
  })}\n`;

/** Variables for a SQLite file that is not there yet. */
const onFile = (): { DATABASE_TYPE: string; DATABASE_URL: string } => ({
  DATABASE_TYPE: 'sqlite',
  DATABASE_URL: `file:${join(temporaryDirectory(), 'estuary.db')}`,
});

describe('the help', () => {
  it('lists every command, and the flags and arguments of each', async () => {
    const { stdout } = await runCli(['--help']);
    for (const name of ['serve', 'backup', 'restore', 'export', 'import', 'dev-token']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
    const restore = await runCli(['restore', '--help']);
    expect(restore).toMatchObject({ code: 0, stdout: expect.stringContaining('--force') });
  });

  it.each([['backup'], ['restore'], ['dev-token'], ['export', 'a', 'b']])(
    'is shown for %s with what it needs missing, or more',
    async (...args) => {
      const { code, stderr } = await runCli(args);
      expect([code, stderr]).toEqual([2, expect.stringContaining('Usage: estuary')]);
    },
  );
});

describe('every command', () => {
  it.each([['backup', 'x'], ['restore', 'x'], ['export'], ['import'], ['dev-token', '--sub', 'x']])(
    '%s refuses a bad configuration with 2',
    async (...args) => {
      const { code, stderr } = await runCli(args, { env: { PORT: '0' } });
      expect([code, stderr]).toEqual([2, expect.stringContaining('Configuration error: PORT')]);
    },
  );

  it.each<[string, readonly string[], string]>([
    ['memory', ['backup', 'x'], 'nothing to back up'],
    ['memory', ['restore', 'x'], 'no database'],
    ['memory', ['export'], 'GET /api/v1/changes?snapshot=true'],
    ['memory', ['import'], 'would be gone at once'],
    ['postgres', ['backup', 'x'], 'pg_dump'],
    ['postgres', ['restore', 'x'], 'pg_restore'],
  ])('says of %s what is done instead of %j', async (type, args, words) => {
    const env = { DATABASE_TYPE: type, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const { code, stdout, stderr } = await runCli(args, { env });
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(words)]);
    expect(stderr).toMatch(/^Error: .*\n$/);
  });
});

describe('import and export', () => {
  it('take lines in and give them out, and the server serves them as they were', async () => {
    const env = onFile();
    const lines = line('x', 'ü\u2028u') + line('y');
    const done = await runCli(['import'], { env, stdin: lines });
    expect(done).toEqual({ code: 0, stdout: '', stderr: 'imported 2 documents\n' });
    const estuary = await estuaryOfTest(env);
    const { json, headers } = await estuary.request('/api/v1/items/x');
    expect(json).toEqual({
      id: 'x',
      name: 'ü\u2028u',
      description: null,
      created_at: '2026-01-05T10:00:00.123Z',
      updated_at: '2026-01-06T10:00:00.000Z',
    });
    expect(headers.get('etag')).toBe('"2"');
    // While the server has the file.
    const out = await runCli(['export'], { env });
    expect(out).toEqual({ code: 0, stdout: lines, stderr: 'exported 2 documents\n' });
    const again = await runCli(['import'], { env, stdin: lines });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('in use by another')]);
  });

  it('take declared collections along, with what they hold', async () => {
    const [source, target] = [onFile(), onFile()];
    const before = await estuaryOfTest(source);
    const path = '/api/v1/collections/notes';
    const schema = { type: 'object', required: ['text'] };
    await before.request(path, { method: 'PUT', body: schema });
    const posted = { method: 'POST', body: { data: { text: 'a', ['\u0000']: [1.5] } } };
    const { status, headers } = await before.request(`${path}/items`, posted);
    expect(status).toBe(201);
    const { stdout } = await runCli(['export'], { env: source });
    expect((await runCli(['import'], { env: target, stdin: stdout })).code).toBe(0);
    const after = await estuaryOfTest(target);
    for (const one of [path, `${path}/items`, headers.get('location') ?? '']) {
      const [old, now] = [await before.request(one), await after.request(one)];
      expect([now.status, now.text]).toEqual([200, old.text]);
      expect(now.headers.get('etag')).toBe(old.headers.get('etag'));
    }
    const refused = await after.request(`${path}/items`, { method: 'POST', body: { data: {} } });
    expect(refused.status).toBe(422);
  });

  it('use files, of which none is written over and none is half there', async () => {
    const cwd = temporaryDirectory();
    const env = onFile();
    writeFileSync(join(cwd, 'in.ndjson'), line('x'));
    expect((await runCli(['import', 'in.ndjson'], { env, cwd })).code).toBe(0);
    expect((await runCli(['export', 'out.ndjson'], { env, cwd })).code).toBe(0);
    const other = onFile();
    const copied = await runCli(['import', 'out.ndjson'], { env: other, cwd });
    expect(copied.stderr).toBe('imported 1 documents\n');
    const taken = await runCli(['export', 'in.ndjson'], { env, cwd });
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    expect(existsSync(join(cwd, 'in.ndjson.incomplete'))).toBe(false);
  });

  it('tell the line that is wrong, and need a database to export', async () => {
    const env = onFile();
    const nothing = await runCli(['export'], { env });
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('not there')]);
    const { code, stderr } = await runCli(['import'], { env, stdin: `${line('x')}{}\n` });
    expect([code, stderr]).toEqual([1, expect.stringContaining('Error: line 2: created_at must')]);
  });

  it('take what does not fit its schema when forced only', async () => {
    const source = onFile();
    const before = await estuaryOfTest(source);
    const path = '/api/v1/collections/tasks';
    await before.request(path, { method: 'PUT', body: {} });
    await before.request(`${path}/items`, { method: 'POST', body: { data: {} } });
    const required = { method: 'PUT', body: { required: ['title'] } };
    expect((await before.request(`${path}?force=true`, required)).status).toBe(200);
    const { stdout } = await runCli(['export'], { env: source });
    const target = onFile();
    const refused = await runCli(['import'], { env: target, stdin: stdout });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('line 2: /data/title: It is required; --force imports it'),
    ]);
    expect((await runCli(['import', '--force'], { env: target, stdin: stdout })).code).toBe(0);
    expect((await runCli(['export'], { env: target })).stdout).toBe(stdout);
  });
});

describe('dev-token', () => {
  const secret = 'for development';
  const env = { JWT_SECRET: secret, AUTH_ENABLED: 'true' };

  it('prints a token that the server accepts', async () => {
    const { code, stdout, stderr } = await runCli(['dev-token', '--sub', 'ada'], { env });
    expect([code, stderr]).toEqual([0, '']);
    const estuary = await estuaryOfTest(env);
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await estuary.request('/api/v1/items', { headers })).status).toBe(200);
  });

  it('says in it what it is told to, and what this configuration asks for', async () => {
    const args = ['dev-token', '--sub', 'ada', '--scope', 'read write', '--expires-in', '15m'];
    const strict = { ...env, AUTH_ISSUER: 'us,them', AUTH_AUDIENCE: 'api' };
    const { stdout } = await runCli(args, { env: strict });
    const rules = { secrets: [secret], issuers: ['us'], audiences: ['api'] };
    const claims = await verifyToken(stdout.trim(), { ...rules, clockToleranceSeconds: 0 });
    expect(claims).toMatchObject({ sub: 'ada', scope: 'read write' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['production', { APP_PROFILE: 'production', JWT_SECRET: 'y'.repeat(40) }, []],
    ['JWT_SECRET', { JWT_SECRET: '' }, []],
    ['--expires-in', {}, ['--expires-in', 'soon']],
    ['--expires-in', {}, ['--expires-in', '10ms']],
  ])('is refused with a word of %s', async (word, more, args) => {
    const world = { env: { ...env, ...more } };
    const { code, stdout, stderr } = await runCli(['dev-token', '--sub', 'a', ...args], world);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(word)]);
    expect(stderr).not.toContain('y'.repeat(40));
  });
});
