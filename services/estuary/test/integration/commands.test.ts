import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import { serveEstuary, spawnEstuary } from '../support/spawn-estuary.ts';
import type { SpawnOptions } from '../support/spawn-estuary.ts';

/** Commands as an operator types them, beside a server (contract B10). */

vi.setConfig({ testTimeout: 120_000 });

const run = async (args: readonly string[], options: SpawnOptions = {}) => {
  const { ended, output } = spawnEstuary(args, options);
  return { code: await ended, ...output };
};

it('a backup is taken from a running server, and restored when it has stopped', async () => {
  const cwd = temporaryDirectory();
  const env = { DATABASE_TYPE: 'sqlite', LOG_FORMAT: 'json', RUST_LOG: 'warn' };
  const first = await serveEstuary({ cwd, env });
  const post = (name: string) =>
    fetch(`${first.url}/api/v1/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
  await post('kept');
  expect(await run(['backup', 'copy.db'], { cwd, env })).toMatchObject({ code: 0, stdout: '' });
  await post('lost');
  const exported = await run(['export'], { cwd, env });
  expect(exported.code).toBe(0);
  const names = exported.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as object);
  expect(names).toMatchObject([{ data: { name: 'kept' } }, { data: { name: 'lost' } }]);
  const refused = await run(['restore', 'copy.db', '--force'], { cwd, env });
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is in use')]);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect((await run(['restore', 'copy.db', '--force'], { cwd, env })).code).toBe(0);
  const path = { ...env, DATABASE_URL: `file:${join(cwd, 'data/estuary.db')}` };
  const after = await runCli(['export'], { env: path });
  expect(after.stdout).toBe(exported.stdout.split('\n')[0] + '\n');
  const copy = { ...env, DATABASE_URL: 'file:./other/estuary.db' };
  const imported = await run(['import'], { cwd, env: copy, stdin: exported.stdout });
  expect(imported).toEqual({ code: 0, stdout: '', stderr: 'imported 2 documents\n' });
  expect(existsSync(join(cwd, 'other', 'estuary.db'))).toBe(true);
});

await describeWith('postgres', 'export and import with PostgreSQL', (server) => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await server.createDatabase();
  });
  afterAll(() => database?.drop());

  it('move items from SQLite and back, with ids, versions and times', async () => {
    const onFile = () => ({
      DATABASE_TYPE: 'sqlite',
      DATABASE_URL: `file:${join(temporaryDirectory(), 'estuary.db')}`,
    });
    const source = onFile();
    const estuary = await estuaryOfTest(source);
    const { id } = await estuary.create({ name: 'x', description: 'ü\u0001' });
    await estuary.create({ name: 'y' });
    await estuary.request(`/api/v1/items/${id}`, { method: 'PUT', body: { name: 'z' } });
    const { stdout } = await runCli(['export'], { env: source });
    const env = { DATABASE_TYPE: 'postgres', DATABASE_URL: database?.url ?? '' };
    const imported = await runCli(['import'], { env, stdin: stdout });
    expect(imported).toEqual({ code: 0, stdout: '', stderr: 'imported 2 documents\n' });
    const moved = await estuaryOfTest(env);
    for (const path of [`/api/v1/items/${id}`, '/api/v1/items']) {
      const [before, now] = [await estuary.request(path), await moved.request(path)];
      expect(now.text).toBe(before.text);
      expect(now.headers.get('etag')).toBe(before.headers.get('etag'));
    }
    expect((await runCli(['export'], { env })).stdout).toBe(stdout);
    const back = await runCli(['import'], { env: onFile(), stdin: stdout });
    expect(back.code).toBe(0);
  });
});
