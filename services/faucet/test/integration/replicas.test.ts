import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createApiKey } from '@aquifer/auth';
import { createLog } from '@aquifer/service';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigStore } from '../../src/store/config-store.ts';
import { openConfigStore } from '../../src/store/open-config-store.ts';

const log = createLog({ level: 'silent', format: 'json' });
const program = fileURLToPath(new URL('replica.ts', import.meta.url));
const running: ChildProcessWithoutNullStreams[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  }
});

/** Another process over the same store; the answer says what it thinks of a key now. */
async function startReplica(...args: string[]): Promise<(apiKey: string) => Promise<string>> {
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    '--conditions=source',
    program,
    ...args,
  ]);
  running.push(child);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => (await lines.next()).value ?? 'ended';
  expect(await read()).toBe('ready');
  return async (apiKey) => {
    child.stdin.write(`${apiKey}\n`);
    return read();
  };
}

async function createKey(store: ConfigStore): Promise<{ id: number; raw: string }> {
  const { raw, hash, displayPrefix } = createApiKey('faucet_');
  const role = await store.roles.create({ name: 'r', description: '', access: [] });
  const { id } = await store.keys.create({
    keyHash: hash,
    keyPrefix: displayPrefix,
    label: '',
    roleId: role.id,
  });
  return { id, raw };
}

describe('two processes on one faucet.db', () => {
  it('agree on every key at once', async () => {
    const dataDir = temporaryDirectory();
    const store = await openConfigStore({ dataDir, log });
    const ask = await startReplica(dataDir);
    const { id, raw } = await createKey(store);
    // No waiting: the next question after the change must have the new answer.
    expect(await ask(raw)).toBe('in');
    await store.keys.revoke(id);
    expect(await ask(raw)).toBe('key_invalid');
    await store.close();
  });
});

await describeWith('postgres', 'two processes on one PostgreSQL store', (postgres) => {
  it('agree on every key within moments', async () => {
    const database = await postgres.createDatabase();
    const store = await openConfigStore({ dataDir: '', configDb: database.url, log });
    const ask = await startReplica('', database.url);
    const { id, raw } = await createKey(store);
    await expect.poll(() => ask(raw), { timeout: 10_000, interval: 20 }).toBe('in');
    await store.keys.revoke(id);
    await expect.poll(() => ask(raw), { timeout: 10_000, interval: 20 }).toBe('key_invalid');
    await store.close();
    for (const child of running) child.stdin.end();
    await database.drop();
  });
});
