import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { describe, expect, it } from 'vitest';
import { restoreFile } from '../../../src/store/sqlite/restore-file.ts';
import { create, transaction } from '../../support/writes.ts';
import { changesAfter } from '../contract/state.ts';
import { runWriter } from './run-writer.ts';
import { storeFile } from './store-file.ts';

describe('a restored file', () => {
  const file = storeFile();

  /** A store with one document, and a backup of it. */
  async function backedUp(): Promise<{ path: string; backup: string }> {
    const [path, backup] = [file.make(), file.make()];
    const store = file.open(path);
    await store.write(transaction([create('items', 'x')]));
    await store.backup(backup);
    await store.write(transaction([create('items', 'lost')]));
    await store.close();
    return { path, backup };
  }

  it('is a copy of the backup, whose followers have to begin anew', async () => {
    const { path, backup } = await backedUp();
    restoreFile(backup, path, true);
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['estuary.db', 'estuary.db.lock']);
    const store = file.open(path);
    expect(store.get('items', 'x')?.version).toBe(1);
    expect(store.get('items', 'lost')).toBeUndefined();
    await store.write(transaction([create('items', 'y')]));
    // A follower that knew of the change that was lost.
    expect(store.changes.read(2, 10, {})).toBeUndefined();
    const head = store.changes.head();
    expect(await changesAfter(store, head - 1)).toMatchObject([{ seq: head, id: 'y' }]);
    expect(file.open(backup).get('items', 'x')).toEqual(store.get('items', 'x'));
  });

  it('is made with its folder where there was none', async () => {
    const { backup } = await backedUp();
    const path = join(dirname(file.make()), 'new', 'estuary.db');
    restoreFile(backup, path, false);
    expect(file.open(path).get('items', 'x')?.version).toBe(1);
  });

  it('takes the place of another only when it is told to, and where a link leads', async () => {
    const { path, backup } = await backedUp();
    expect(() => restoreFile(backup, path, false)).toThrow(/exists already; --force replaces it/);
    expect(file.open(path).get('items', 'lost')?.version).toBe(1);
    const link = file.make();
    symlinkSync(path, link);
    expect(() => restoreFile(backup, link, true)).toThrow(/in use by another Estuary/);
  });

  it('does not take the place of one in use by another process', async () => {
    const { backup } = await backedUp();
    const path = file.make();
    const writer = runWriter(path, 'normal');
    await writer.said(1);
    expect(() => restoreFile(backup, path, true)).toThrow(/in use by another Estuary/);
    await writer.said(5);
    await writer.kill();
    // Its log is not taken for one of the file that is there now.
    restoreFile(backup, path, true);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(file.open(path).get('items', 'x')?.version).toBe(1);
  }, 60_000);

  it('is not made of what is no backup, and then all stays as it was', async () => {
    const { path, backup } = await backedUp();
    const stranger = file.make();
    writeFileSync(stranger, 'not a database, and long enough. '.repeat(99));
    expect(() => restoreFile(stranger, path, true)).toThrow(/it is not a SQLite database/);
    const missing = `${stranger}.missing`;
    expect(() => restoreFile(missing, path, true)).toThrow(/it is not there/);
    const database = openSqlite(backup);
    database.exec("INSERT INTO schema_migrations VALUES (99, 'later', '')");
    database.close();
    expect(() => restoreFile(backup, path, true)).toThrow(/newer release/);
    const empty = file.make();
    const other = openSqlite(empty);
    other.exec('CREATE TABLE customers (id INTEGER)');
    other.close();
    expect(() => restoreFile(empty, path, true)).toThrow(/not one of Estuary/);
    expect(file.open(path).get('items', 'lost')?.version).toBe(1);
  });
});
