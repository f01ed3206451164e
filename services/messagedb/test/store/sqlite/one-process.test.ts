import { describe, expect, it } from 'vitest';
import { runWriter } from './run-writer.ts';
import { storeDirectory } from './store-directory.ts';

const inUse = { code: 'data_dir_in_use' };

describe('a data directory', () => {
  const directory = storeDirectory();

  it('belongs to one process, and to the next when that is killed', async () => {
    const dataDir = directory.make();
    const first = runWriter(dataDir, 'hold');
    await first.said(1);
    await expect(directory.open(dataDir)).rejects.toMatchObject(inUse);
    // Another file would keep its namespaces in the same folder.
    await expect(directory.open(dataDir, 'other.db')).rejects.toMatchObject(inUse);
    await first.kill();
    const store = await directory.open(dataDir);
    expect(await store.namespaces.list()).toEqual([]);
  }, 120_000);

  it('is refused to a second store of the same process, and free when the first is closed', async () => {
    const dataDir = directory.make();
    const first = await directory.open(dataDir);
    await expect(directory.open(dataDir)).rejects.toMatchObject(inUse);
    await first.close();
    const second = await directory.open(dataDir);
    await second.check();
  });
});
