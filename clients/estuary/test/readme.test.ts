import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  batchExample,
  changesExample,
  collectionsExample,
  connectExample,
  itemsExample,
  versionExample,
} from './readme-examples.ts';
import { startEstuary } from './support/start-estuary.ts';

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
    expect(blocks.length).toBeGreaterThan(4);
  });

  it('do what it says', async () => {
    const { url } = await startEstuary();
    const estuary = connectExample(url);
    expect(await itemsExample(estuary)).toEqual(['round', 3, 1, ['Widget']]);
    expect(await versionExample(estuary)).toBe(2);
    expect(await batchExample(estuary)).toBe(2);
    expect(await collectionsExample(estuary)).toEqual([{ title: 'Buy milk' }, ['Buy oats'], []]);
    expect(await changesExample(estuary)).toEqual(['Bolt', 'Late', 'Nut', 'Widget']);
  });
});
