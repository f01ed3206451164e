import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqlite } from '@aquifer/sqlite';
import { killCount, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { ItemWriter } from '../support/item-writer.ts';
import type { ItemWrite, VersionedItem } from '../support/item-writer.ts';
import { serveEstuary, spawnEstuary } from '../support/spawn-estuary.ts';
import type { SpawnOptions } from '../support/spawn-estuary.ts';
import { walkItems } from '../support/walk-items.ts';

/** The contract's 200 take minutes: CONTRIBUTING.md says how to ask for them. */
const KILLS = killCount(8);
const WRITERS = 8;
const MINUTE = 60_000;

describe('an Estuary over SQLite that is killed under its writers (contract B1, B11)', () => {
  it(
    `has every answered write when it is back, and does no unanswered one twice, ${KILLS} times`,
    async () => {
      const cwd = temporaryDirectory();
      const options: SpawnOptions = {
        cwd,
        env: {
          DATABASE_TYPE: 'sqlite',
          SQLITE_SYNCHRONOUS: 'full',
          RATE_LIMIT_ENABLED: 'false',
          RUST_LOG: 'warn',
        },
      };
      const writers = Array.from({ length: WRITERS }, (_, index) => new ItemWriter(`${index}`));
      const answered = (): number => writers.reduce((sum, one) => sum + one.answered, 0);
      for (let kill = 0; kill <= KILLS; kill += 1) {
        const { url, child, ended } = await serveEstuary(options);
        await checkItems(url, writers);
        await settleUnanswered(url, writers);
        expect(await itemsOf(url)).toEqual(modelOf(writers));
        checkFile(join(cwd, 'data', 'estuary.db'));
        if (kill < KILLS) {
          const before = answered();
          const writing = Promise.all(writers.map((writer) => writer.writeUntilCut(url)));
          while (answered() < before + 5 * WRITERS) await Promise.race([writing, delay(5)]);
          await delay(Math.random() * 200);
          child.kill('SIGKILL');
          await writing;
        } else child.kill('SIGTERM');
        expect(await ended).toBe(kill < KILLS ? 'SIGKILL' : 0);
        // Now and then the one that repairs the file is killed as well.
        if (kill % 4 === 3) await killWhileStarting(options);
      }
      expect(answered()).toBeGreaterThan(KILLS * WRITERS);
    },
    KILLS * MINUTE,
  );
});

async function killWhileStarting(options: SpawnOptions): Promise<void> {
  const { child, ended } = spawnEstuary([], { ...options, env: { ...options.env, PORT: '1' } });
  await delay(Math.random() * 800);
  child.kill('SIGKILL');
  await ended;
}

const isOf = (write: ItemWrite, { id, name }: VersionedItem): boolean =>
  write.method === 'POST' ? write.name === name : write.before.id === id;

/** Every item is as it was last answered, but for the one whose last write got no answer. */
async function checkItems(url: string, writers: readonly ItemWriter[]): Promise<void> {
  const unanswered = writers.flatMap((writer) => writer.unanswered ?? []);
  const isOpen = (item: VersionedItem): boolean => unanswered.some((write) => isOf(write, item));
  const isSettled = (item: VersionedItem): boolean => !isOpen(item);
  const found = await itemsOf(url);
  expect(found.filter(isSettled)).toEqual(modelOf(writers).filter(isSettled));
}

/** Asks again for what got no answer, under its key: it is done once, whether it was done or not. */
async function settleUnanswered(url: string, writers: readonly ItemWriter[]): Promise<void> {
  const found = await itemsOf(url);
  for (const writer of writers) {
    const write = writer.unanswered;
    if (write === undefined) continue;
    const item = found.find((one) => isOf(write, one));
    const isDone = wasDone(write, item);
    const answer = await writer.write(url, write);
    expect(answer?.headers.get('idempotency-replayed') ?? null).toBe(isDone ? 'true' : null);
    if (isDone && item !== undefined) expect(writer.items.get(item.id)).toEqual(item);
  }
}

/** Whether a write was done; fails when it was done in part or differently. */
function wasDone(write: ItemWrite, found: VersionedItem | undefined): boolean {
  if (write.method === 'POST') {
    if (found !== undefined) expect(found).toMatchObject({ description: null, version: 1 });
    return found !== undefined;
  }
  if (write.method === 'DELETE' && found === undefined) return true;
  if (found?.version === write.before.version || write.method === 'DELETE') {
    expect(found).toEqual(write.before);
    return false;
  }
  const { before, description } = write;
  const updated_at = expect.any(String) as string;
  expect(found).toEqual({ ...before, description, version: before.version + 1, updated_at });
  return true;
}

const byId = (one: VersionedItem, other: VersionedItem): number => (one.id < other.id ? -1 : 1);

const modelOf = (writers: readonly ItemWriter[]): readonly VersionedItem[] =>
  writers.flatMap(({ items }) => [...items.values()]).toSorted(byId);

async function itemsOf(url: string): Promise<readonly VersionedItem[]> {
  const items: VersionedItem[] = [];
  for await (const page of walkItems<VersionedItem>(url, 'limit=100&include=version')) {
    items.push(...page);
  }
  return items.toSorted(byId);
}

function checkFile(path: string): void {
  const database = openSqlite(path);
  expect(database.values('PRAGMA integrity_check')).toEqual(['ok']);
  database.close();
}
