import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { write } from '../../support/messages.ts';
import { headOf, logIn, namespaceIn } from '../../support/stored.ts';
import { namespaceOf } from '../contract/state.ts';
import { everything, logOf, storeDirectory } from './store-directory.ts';

describe('a store that is opened again', () => {
  const directory = storeDirectory();
  afterEach(() => vi.useRealTimers());

  it('has everything that was written', async () => {
    const dataDir = directory.make();
    const first = await directory.open(dataDir);
    const made = namespaceOf('tenant-a', { description: 'a\u0000b \uD800', metadata: '{"a":1}' });
    await first.namespaces.create(made);
    await first.namespaces.replaceToken(await namespaceIn(first, 'tenant-a'), 'f'.repeat(64));
    const log = await logIn(first, 'tenant-a');
    await log.append([write('a-1', { body: { text: 'ü\u0000' } }), write('b-1'), write('a-1')]);
    const rows = await everything(log);
    await first.close();

    const second = await directory.open(dataDir);
    expect(await second.namespaces.list()).toMatchObject([{ ...made, tokenHash: 'f'.repeat(64) }]);
    const again = await logIn(second, 'tenant-a');
    expect(await everything(again)).toEqual(rows);
    const { outcomes } = await again.append([write('a-1', {}, 1)]);
    expect(outcomes).toEqual([{ kind: 'written', position: 2, globalPosition: 4 }]);
  });

  it('leaves nothing but its files when it is closed', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    const log = await logOf(store, 'default');
    await log.append([write('a-1')]);
    expect(await headOf(log)).toBe(1);
    await store.close();
    const names = readdirSync(dataDir).filter((name) => !name.startsWith('.'));
    expect(names.toSorted()).toEqual([
      expect.stringMatching(/^default_[0-9a-f]{16}\.db$/),
      'messages.db',
    ]);
  });

  it('keeps times in order when the clock was set back', async () => {
    const dataDir = directory.make();
    const first = await logOf(await directory.open(dataDir), 'default');
    const future = '2999-01-02T03:04:05.678Z';
    const imported = { streamName: 'a-1', position: 0, globalPosition: 1, time: future };
    const [append] = [write('a-1')];
    await first.importMessages([{ ...append.messages[0]!, ...imported }]);
    await first.append([write('a-1'), write('b-1')]);
    expect((await everything(first)).map((row) => row[7])).toEqual([future, future, future]);
  });

  it('refuses files of a newer release, by a Fault that says so', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    await logOf(store, 'default');
    await store.close();
    const newer = { code: 'store_newer' };

    change(dataDir, 'UPDATE namespaces SET schema_version = 99');
    await expect(directory.open(dataDir)).rejects.toMatchObject(newer);
    change(dataDir, 'UPDATE namespaces SET schema_version = 1');
    change(dataDir, "INSERT INTO schema_migrations VALUES (99, 'later', '')");
    await expect(directory.open(dataDir)).rejects.toMatchObject(newer);
    change(dataDir, 'DELETE FROM schema_migrations WHERE version = 99');
    await directory.open(dataDir);
  });

  it('brings files of an older release forward', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    await logOf(store, 'default');
    await store.close();
    // As if the file had been made before there was a schema.
    const [name = ''] = readdirSync(dataDir).filter((each) => each.startsWith('default'));
    const path = join(dataDir, name);
    rmSync(path);
    openSqlite(path).close();
    change(dataDir, 'UPDATE namespaces SET schema_version = 0');
    const again = await directory.open(dataDir);
    expect(await headOf(await logIn(again, 'default'))).toBe(0);
  });
});

function change(dataDir: string, sql: string): void {
  const database = openSqlite(join(dataDir, 'messages.db'));
  database.run(sql);
  database.close();
}
