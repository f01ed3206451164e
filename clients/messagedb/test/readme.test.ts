import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  conflictExample,
  connectExample,
  namespacesExample,
  readExample,
  subscribeExample,
  writeExample,
} from './readme-examples.ts';
import { startMessageDb } from './support/start-messagedb.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** What stands in a region, without the indentation of the function around it. */
const regions = [
  ...textOf('./readme-examples.ts').matchAll(
    /^ {2}\/\/ #region [^\n]*\n(.*?)^ {2}\/\/ #endregion/gms,
  ),
].map(([, code = '']) => code.replaceAll(/^ {2}/gm, '').trim());

const blocks = [...textOf('../README.md').matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) =>
  // An import is for the reader; the functions of the examples share theirs.
  code.replaceAll(/^import .*;\n+/gm, '').trim(),
);

describe('the examples of the README', () => {
  it('are those that are run here, each of them', () => {
    expect(blocks).toEqual(regions);
    expect(blocks.length).toBeGreaterThan(5);
  });

  it('do what it says', async () => {
    const { url, token } = await startMessageDb();
    const messageDb = connectExample(url, token);
    expect(await writeExample(messageDb)).toBe(0);
    expect(await readExample(messageDb)).toBe(50 + 2 * 1000 + 3 * 10_000);
    expect(await conflictExample(messageDb)).toEqual({ expected: 1, actual: 2 });
    const handled = await subscribeExample(messageDb);
    expect(handled).toMatchObject([{ position: 0 }, { position: 1 }, { position: 2 }]);
    expect(await namespacesExample(messageDb)).toBe(0);
  });
});
