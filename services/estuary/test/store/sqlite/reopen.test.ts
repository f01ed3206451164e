import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { create, keyed, remove, transaction, update } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';
import { changesAfter } from '../contract/state.ts';
import { storeFile } from './store-file.ts';

describe('a store that is opened again', () => {
  const file = storeFile();

  it('has everything that was written', async () => {
    const path = file.make();
    const first = file.open(path);
    const key = keyed([create('items', 'k')], { scope: 's' });
    await first.write(transaction([create('items', 'x', { name: 'ü\u0000' }, 'ada')]));
    await first.write(transaction([update('items', 'x', { size: 1 }), create('items', 'y')]));
    await first.write(transaction([remove('items', 'y')]));
    await first.write(key);
    const before = await everything(first);
    await first.close();

    const second = file.open(path);
    expect(await everything(second)).toEqual(before);
    expect(await second.write(key)).toMatchObject({ kind: 'repeated' });
    expect(await second.write(transaction([create('items', 'z')]))).toMatchObject({
      changes: [{ seq: 6 }],
    });
  });

  it('keeps times in order when the clock was set back meanwhile', async () => {
    const path = file.make();
    const first = file.open(path);
    await first.write(transaction([create('items', 'x')], 5_000_000_000_000));
    await first.close();
    const outcome = await file.open(path).write(transaction([create('items', 'y')]));
    expect(outcome).toMatchObject({ changes: [{ at: 5_000_000_000_000 }] });
  });

  it('is one file that holds everything, and that nobody else may read', async () => {
    const path = file.make();
    const store = file.open(join(dirname(path), 'made', 'estuary.db'));
    await store.write(transaction([create('items', 'x')]));
    await store.close();
    const folder = join(dirname(path), 'made');
    const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 0);
    expect(names.filter((name) => !name.endsWith('-shm'))).toEqual(['estuary.db']);
    expect(statSync(join(folder, 'estuary.db')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('may be closed twice, and says after that that it is gone', async () => {
    const store = file.open(file.make());
    await store.close();
    await store.close();
    await expect(store.write(transaction([create('items', 'x')]))).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    await expect(store.changes.snapshot({})).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('stores what was asked for before it was closed', async () => {
    const path = file.make();
    const store = file.open(path);
    const outcome = store.write(transaction([create('items', 'x')]));
    await store.close();
    expect((await outcome).kind).toBe('done');
    expect(file.open(path).get('items', 'x')?.version).toBe(1);
  });
});

describe('a file that is not ours', () => {
  const file = storeFile();
  const thrown = (open: () => unknown): unknown => {
    try {
      open();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const change = (path: string, sql: string): void => {
    const database = openSqlite(path);
    database.exec(sql);
    database.close();
  };

  it('is refused when a newer release wrote it, and opens again without that', async () => {
    const path = file.make();
    await file.open(path).close();
    change(path, "INSERT INTO schema_migrations VALUES (99, 'later', '')");
    expect(thrown(() => file.open(path))).toMatchObject({
      code: 'store_newer',
      message: expect.stringContaining('newer release') as string,
    });
    change(path, 'DELETE FROM schema_migrations WHERE version = 99');
    await file.open(path).check();
  });

  it('is refused, and left as it is, when it belongs to another program', () => {
    const path = file.make();
    change(path, 'CREATE TABLE customers (id INTEGER)');
    expect(thrown(() => file.open(path))).toMatchObject({
      code: 'store_unreadable',
      message: expect.stringContaining('another program') as string,
    });
    const other = file.make();
    change(
      other,
      `CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT);
       INSERT INTO schema_migrations VALUES (1, 'users', '')`,
    );
    expect(thrown(() => file.open(other))).toMatchObject({ code: 'store_unreadable' });
    for (const each of [path, other]) {
      const database = openSqlite(each);
      expect(database.values("SELECT name FROM sqlite_schema WHERE name = 'documents'")).toEqual(
        [],
      );
      database.close();
    }
  });

  it('is refused with what needs no place where nothing may be made', () => {
    expect(thrown(() => file.open('/proc/estuary/estuary.db'))).toMatchObject({
      code: 'store_unreadable',
      message: expect.stringMatching(
        /^The database cannot be opened: \/proc\/.*; DATABASE_TYPE=memory needs no place/,
      ) as string,
    });
  });

  it.each<[string, (path: string) => void]>([
    ['no database', (path) => writeFileSync(path, 'not a database, and long enough. '.repeat(99))],
    ['a folder', (path) => mkdirSync(path)],
    ['in a folder that is a file', (path) => writeFileSync(join(dirname(path), 'sub'), '')],
  ])('is refused with its path and a reason when it is %s', (what, make) => {
    const path = file.make();
    make(path);
    const at = what.startsWith('in') ? join(dirname(path), 'sub', 'estuary.db') : path;
    expect(thrown(() => file.open(at))).toMatchObject({
      code: 'store_unreadable',
      message: expect.stringContaining(at) as string,
    });
  });

  it('is taken for the same under another name', async () => {
    const path = file.make();
    const first = file.open(path);
    const link = join(temporaryDirectory(), 'link.db');
    symlinkSync(path, link);
    expect(thrown(() => file.open(link))).toMatchObject({ code: 'store_in_use' });
    await first.close();
    expect(file.open(link).changes.head()).toBe(0);
  });
});

async function everything(store: SqliteStore): Promise<unknown> {
  const documents: Document[] = [];
  for await (const page of (await store.changes.snapshot({})).pages) documents.push(...page);
  return {
    documents,
    list: store.list(queryOf('items')),
    changes: await changesAfter(store, 0),
    head: store.changes.head(),
  };
}
