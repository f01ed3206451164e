import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { expect, it } from 'vitest';
import { openTestConnector } from './sqlite-fixture.ts';

it.each(['', '?mode=rw', '?mode=ro'])(
  'leaves no file and no folder behind for a mistyped path, with "%s" in its name',
  async (mode) => {
    const directory = join(temporaryDirectory(), 'mistyped');
    await expect(openTestConnector(join(directory, `shop.db${mode}`))).rejects.toMatchObject({
      code: 'database_not_opened',
      message: expect.stringContaining('the database file does not exist') as string,
    });
    expect(existsSync(directory)).toBe(false);
  },
);

it('makes the file when the name says so', async () => {
  const path = join(temporaryDirectory(), 'shop.db');
  const connector = await openTestConnector(`${path}?mode=rwc`);
  expect((await connector.introspect()).tables).toEqual([]);
  await connector.close();
  expect(existsSync(path)).toBe(true);
});
