import { setTimeout } from 'node:timers/promises';
import { openSqlite } from '@aquifer/sqlite';
import { killCount } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import type { Change, Document } from '../../../src/model/document.ts';
import type { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { create, transaction } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';
import { changesAfter } from '../contract/state.ts';
import { runWriter } from './run-writer.ts';
import { storeFile } from './store-file.ts';

const KILLS = killCount(10);

describe('a process that is killed', () => {
  const file = storeFile();

  it.each(['full', 'normal'] as const)(
    'leaves every acknowledged change, and documents that are what the changes made (%s)',
    async (synchronous) => {
      const path = file.make();
      const acknowledged = new Map<number, Change>();
      for (let round = 0; round < KILLS; round += 1) {
        const writer = runWriter(path, synchronous);
        await writer.said(5);
        await setTimeout(Math.random() * 150);
        await writer.kill();
        // The last line may have been cut off by the kill: then nobody was told.
        const lines = writer.lines.filter((line) => line.startsWith('{') && line.endsWith('}'));
        for (const line of lines) {
          const change = JSON.parse(line) as Change;
          acknowledged.set(change.seq, change);
        }
        const store = file.open(path);
        await checkStore(store, acknowledged);
        await store.close();
        checkFile(path);
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    },
    KILLS * 60_000,
  );

  it('is followed by one that goes on writing', async () => {
    const path = file.make();
    const writer = runWriter(path, 'full');
    await writer.said(5);
    await writer.kill();
    const store = file.open(path);
    const head = store.changes.head();
    const outcome = await store.write(transaction([create('items', 'fresh')]));
    expect(outcome).toMatchObject({ kind: 'done', changes: [{ seq: head + 1 }] });
  }, 120_000);
});

async function checkStore(
  store: SqliteStore,
  acknowledged: ReadonlyMap<number, Change>,
): Promise<void> {
  const changes = await changesAfter(store, 0);
  // What was stored and not acknowledged may be there as well, and leaves no gap either.
  expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
  for (const [seq, change] of acknowledged) expect(changes[seq - 1]).toEqual(change);
  const expected = new Map<string, Document>();
  for (const { id, document } of changes) {
    if (document === null) expected.delete(id);
    else expected.set(id, document);
  }
  const documents: Document[] = [];
  for await (const page of (await store.changes.snapshot({})).pages) documents.push(...page);
  expect(new Map(documents.map((document) => [document.id, document]))).toEqual(expected);
  expect(store.list(queryOf('items', { limit: 1 })).total).toBe(expected.size);
}

function checkFile(path: string): void {
  const database = openSqlite(path);
  expect(database.values('PRAGMA integrity_check')).toEqual(['ok']);
  database.close();
}
