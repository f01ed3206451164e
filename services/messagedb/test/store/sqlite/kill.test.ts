import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSqlite } from '@aquifer/sqlite';
import { killCount } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { write } from '../../support/messages.ts';
import { headOf, logIn } from '../../support/stored.ts';
import { runWriter } from './run-writer.ts';
import { everything, logOf, storeDirectory } from './store-directory.ts';

const KILLS = killCount(10);

describe('a process that is killed', () => {
  const directory = storeDirectory();

  it(
    'leaves every acknowledged message once, at its place, and no gap',
    async () => {
      const dataDir = directory.make();
      const acknowledged = new Map<string, string>();
      for (let round = 0; round < KILLS; round += 1) {
        const writer = runWriter(dataDir, 'write');
        await writer.said(5);
        await setTimeout(Math.random() * 200);
        await writer.kill();
        // The last line may have been cut off by the kill: then nobody was told.
        const lines = writer.lines.filter((line) => line.startsWith('[') && line.endsWith(']'));
        for (const line of lines) {
          const [id, ...place] = JSON.parse(line) as [string, ...unknown[]];
          acknowledged.set(id, JSON.stringify(place));
        }
        await checkMessages(dataDir, acknowledged);
        checkFiles(dataDir);
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    },
    KILLS * 60_000,
  );

  it('is followed by one that goes on writing', async () => {
    const dataDir = directory.make();
    const writer = runWriter(dataDir, 'write');
    await writer.said(5);
    await writer.kill();
    const log = await logOf(await directory.open(dataDir), 'default');
    const head = await headOf(log);
    const { outcomes } = await log.append([write('fresh-1')]);
    expect(outcomes).toEqual([{ kind: 'written', position: 0, globalPosition: head + 1 }]);
  }, 120_000);

  async function checkMessages(dataDir: string, acknowledged: ReadonlyMap<string, string>) {
    const store = await directory.open(dataDir);
    const log = await logIn(store, 'default');
    const rows = await everything(log);
    const stored = new Map(rows.map((row) => [row[0], JSON.stringify([row[1], row[3], row[4]])]));
    expect(stored.size).toBe(rows.length);
    for (const [id, place] of acknowledged) expect(stored.get(id)).toBe(place);
    // What was stored and not acknowledged may be there as well, and leaves no gap either.
    expect(rows.map((row) => row[4])).toEqual(rows.map((_, index) => index + 1));
    const next = new Map<unknown, number>();
    for (const row of rows) {
      expect(row[3]).toBe(next.get(row[1]) ?? 0);
      next.set(row[1], Number(row[3]) + 1);
    }
    const { messageCount, streamCount } = await log.statistics();
    expect([messageCount, streamCount]).toEqual([rows.length, next.size]);
    await store.close();
  }
});

function checkFiles(dataDir: string): void {
  for (const name of readdirSync(dataDir).filter((each) => each.endsWith('.db'))) {
    const database = openSqlite(join(dataDir, name));
    expect(database.values('PRAGMA integrity_check')).toEqual(['ok']);
    database.close();
  }
}
