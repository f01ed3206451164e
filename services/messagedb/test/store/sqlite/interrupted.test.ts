import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '@aquifer/sqlite';
import { describe, expect, it } from 'vitest';
import { write } from '../../support/messages.ts';
import { headOf, logIn, namespaceIn } from '../../support/stored.ts';
import { namespaceOf } from '../contract/state.ts';
import { logOf, storeDirectory } from './store-directory.ts';

describe('what a crash interrupted', () => {
  const directory = storeDirectory();

  it.each(['creating', 'deleting'])(
    'a namespace left %s is gone, with its files',
    async (state) => {
      const dataDir = await directoryWith(state);
      const store = await directory.open(dataDir);
      expect(await store.namespaces.list()).toEqual([]);
      expect(files(dataDir)).toEqual([]);
      expect(await headOf(await logOf(store, 'tenant-a'))).toBe(0);
    },
  );

  it('is settled when only the registry knows of it', async () => {
    const dataDir = directory.make();
    await (await directory.open(dataDir)).close();
    change(
      dataDir,
      `INSERT INTO namespaces VALUES ('tenant-a', 'tenant_a_1.db', 'creating', 1, 'a', '""', NULL, '2026-01-01T00:00:00Z')`,
    );
    const store = await directory.open(dataDir);
    expect(await store.namespaces.create(namespaceOf('tenant-a'))).toBe(true);
  });

  it('does not take a file of another registry for its own', async () => {
    const dataDir = await directoryWith('live');
    const store = await directory.open(dataDir, 'mistyped.db');
    expect(await store.namespaces.list()).toEqual([]);
    expect(await headOf(await logOf(store, 'tenant-a'))).toBe(0);
    await store.namespaces.delete(await namespaceIn(store, 'tenant-a'));
    await store.close();
    expect(await headOf(await logIn(await directory.open(dataDir), 'tenant-a'))).toBe(1);
  });

  it('removes a namespace from the disk when it is deleted', async () => {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    const log = await logOf(store, 'tenant-a');
    await log.append([write('a-1'), write('a-2')]);
    expect(await headOf(log)).toBe(2);
    expect(await store.namespaces.delete(await namespaceIn(store, 'tenant-a'))).toBe(2);
    expect(files(dataDir)).toEqual([]);
  });

  it('deletes a namespace whose file is damaged, and refuses to read it before', async () => {
    const dataDir = await directoryWith('live');
    writeFileSync(
      join(dataDir, files(dataDir)[0] ?? ''),
      'not a database, and long enough to be taken for one'.repeat(9),
    );
    const store = await directory.open(dataDir);
    const tenant = await namespaceIn(store, 'tenant-a');
    const failed = { code: 'files_failed' };
    await expect(tenant.log.state()).rejects.toMatchObject(failed);
    await expect(tenant.log.append([write('a-1')])).rejects.toMatchObject(failed);
    expect(await store.namespaces.delete(tenant)).toBe(0);
    expect(files(dataDir)).toEqual([]);
  });

  async function directoryWith(state: string): Promise<string> {
    const dataDir = directory.make();
    const store = await directory.open(dataDir);
    await (await logOf(store, 'tenant-a')).append([write('a-1')]);
    await store.close();
    expect(files(dataDir)).toHaveLength(1);
    change(dataDir, `UPDATE namespaces SET state = '${state}'`);
    return dataDir;
  }
});

const files = (dataDir: string): string[] =>
  readdirSync(dataDir).filter((name) => name.startsWith('tenant'));

function change(dataDir: string, sql: string): void {
  const database = openSqlite(join(dataDir, 'messages.db'));
  database.run(sql);
  database.close();
}
