import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../src/store/sqlite/back-up.ts';
import { create, transaction } from '../../support/writes.ts';
import { queryOf } from '../contract/query-of.ts';
import { changesAfter } from '../contract/state.ts';
import { runWriter } from './run-writer.ts';
import { storeFile } from './store-file.ts';

describe('a backup', () => {
  const file = storeFile();

  it('is a store as it was at that moment', async () => {
    const store = file.open(file.make());
    await store.write(transaction([create('items', 'x', { name: 'ü\u0000' }, 'ada')]));
    const document = store.get('items', 'x');
    const target = file.make();
    const write = store.write(transaction([create('items', 'y')]));
    await store.backup(target);
    expect((await write).kind).toBe('done');
    expect(statSync(target).mode & 0o777).toBe(0o600);
    const copy = file.open(target);
    expect(copy.get('items', 'x')).toEqual(document);
    expect(copy.list(queryOf('items')).total).toBe(1);
    expect((await copy.write(transaction([create('items', 'y')]))).kind).toBe('done');
  });

  it('is taken while another process writes, and is one moment', async () => {
    const path = file.make();
    const writer = runWriter(path, 'normal');
    await writer.said(50);
    for (let round = 0; round < 5; round += 1) {
      const target = file.make();
      backUp(path, target);
      const copy = file.open(target);
      const expected = new Set<string>();
      for (const { id, type } of await changesAfter(copy, 0)) {
        if (type === 'deleted') expected.delete(id);
        else expected.add(id);
      }
      expect(expected.size).toBeGreaterThan(0);
      expect(copy.list(queryOf('items', { limit: 1 })).total).toBe(expected.size);
    }
    await writer.kill();
  }, 120_000);

  it('takes the place of nothing, and leaves nothing when it fails', async () => {
    const store = file.open(file.make());
    const target = file.make();
    writeFileSync(target, 'precious');
    await expect(store.backup(target)).rejects.toMatchObject({
      message: expect.stringContaining(`${target}: it exists already`) as string,
    });
    const nowhere = join(dirname(target), 'missing', 'estuary.db');
    await expect(store.backup(nowhere)).rejects.toMatchObject({ code: 'store_unreadable' });
    const foreign = file.make();
    writeFileSync(foreign, 'not a database, and long enough. '.repeat(99));
    const copy = join(dirname(foreign), 'copy.db');
    expect(() => backUp(foreign, copy)).toThrow(/cannot be opened/);
    expect(existsSync(copy)).toBe(false);
    expect(readdirSync(dirname(foreign))).toEqual(['estuary.db']);
  });
});
