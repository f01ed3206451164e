import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeDirectory } from './store-directory.ts';

describe('the folder of a store', () => {
  const directory = storeDirectory();
  const refusal = (message: RegExp) => ({
    code: 'store_unreadable',
    message: expect.stringMatching(message) as string,
  });

  it.each(['../outside.db', '/tmp/outside.db', 'a/../../outside.db', '', '.', '.hidden.db'])(
    'refuses a file name that leaves it or is none: %j',
    async (fileName) => {
      await expect(directory.open(directory.make(), fileName)).rejects.toMatchObject(
        refusal(/is not a file within|begins with a dot/),
      );
    },
  );

  it('takes a file in a folder within it, and names that only look like leaving', async () => {
    const dataDir = directory.make();
    mkdirSync(join(dataDir, 'inner'));
    for (const name of ['inner/messages.db', 'x..y.db']) {
      await (await directory.open(dataDir, name)).check();
    }
  });

  it('names the folder that is missing, or is a file', async () => {
    const dataDir = directory.make();
    const missing = join(dataDir, 'not-mounted');
    await expect(directory.open(missing)).rejects.toMatchObject(
      refusal(/data directory .*not-mounted does not exist/),
    );
    writeFileSync(missing, '');
    await expect(directory.open(missing)).rejects.toMatchObject(refusal(/is not a directory/));
  });

  it('names the folder that may not be written to', async () => {
    const dataDir = directory.make();
    chmodSync(dataDir, 0o555);
    const isRoot = process.geteuid?.() === 0;
    // Root may write anywhere: this asks as somebody else.
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(directory.open(dataDir)).rejects.toMatchObject(
        refusal(/is not writable|EACCES/),
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(dataDir, 0o755);
    }
  });

  it('names the file that is no database', async () => {
    const dataDir = directory.make();
    writeFileSync(join(dataDir, 'messages.db'), 'hello '.repeat(200));
    await expect(directory.open(dataDir)).rejects.toMatchObject(
      refusal(/messages\.db: it is not a SQLite database/),
    );
  });
});
