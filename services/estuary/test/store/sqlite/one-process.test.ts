import { openSqlite } from '@aquifer/sqlite';
import { describe, expect, it } from 'vitest';
import { create, transaction } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';
import { runWriter } from './run-writer.ts';
import { storeFile } from './store-file.ts';

describe('a file', () => {
  const file = storeFile();
  const inUse = (path: string) => () => expect(() => file.open(path)).toThrow(/in use by another/);

  it('belongs to one process, and to the next when that is killed', async () => {
    const path = file.make();
    const first = runWriter(path, 'hold');
    await first.said(1);
    inUse(path)();
    await first.kill();
    expect(file.open(path).changes.head()).toBe(0);
  }, 120_000);

  it('is refused to a second store of the same process, and free when the first is closed', async () => {
    const path = file.make();
    const first = file.open(path);
    inUse(path)();
    await first.write(transaction([create('items', 'x')]));
    await first.close();
    const second = file.open(path);
    expect(second.get('items', 'x')?.version).toBe(1);
    inUse(path)();
  });

  it('can be read by tools of the operator meanwhile, and locked only for a while', async () => {
    const path = file.make();
    const store = file.open(path);
    await store.write(transaction([create('items', 'x')]));
    const tool = openSqlite(path, { journal: 'keep' });
    expect(tool.value('SELECT count(*) FROM documents')).toBe(1);
    tool.run('BEGIN IMMEDIATE');
    await expect(store.write(transaction([create('items', 'y')]))).rejects.toMatchObject({
      code: 'store_locked',
    });
    expect(store.get('items', 'x')?.version).toBe(1);
    tool.run('ROLLBACK');
    tool.close();
    expect((await store.write(transaction([create('items', 'y')]))).kind).toBe('done');
  });

  it('is read anew when a tool of the operator has written to it', async () => {
    const path = file.make();
    const store = file.open(path);
    await store.write(transaction([create('items', 'x'), create('items', 'y')]));
    const page = queryOf('items');
    expect(store.list(page).documents.map(({ version }) => version)).toEqual([1, 1]);
    const tool = openSqlite(path, { journal: 'keep' });
    tool.run("UPDATE documents SET version = 7 WHERE id = 'x'");
    tool.run("DELETE FROM documents WHERE id = 'y'");
    tool.close();
    expect(store.get('items', 'x')?.version).toBe(7);
    expect(store.get('items', 'y')).toBeUndefined();
    expect(store.list(page).documents.map(({ version }) => version)).toEqual([7]);
  });
});
