import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowSplitter } from '../src/split-rows.ts';

/** In pieces of these sizes, over and over. */
function split(text: string, sizes: readonly number[]): { rows: string[][]; isComplete: boolean } {
  const splitter = new RowSplitter();
  const rows: string[][] = [];
  for (let [at, turn] = [0, 0]; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    for (const row of splitter.push(text.slice(at, at + size))) rows.push([...row]);
    at += size;
  }
  return { rows, isComplete: splitter.isComplete };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });

describe('a splitter of rows', () => {
  it('finds the text of every item, whatever it holds and however it comes', () => {
    const row = fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom(0, 1), sizes, (rows, indent, pieces) => {
        const { rows: found, isComplete } = split(JSON.stringify(rows, null, indent), pieces);
        expect(isComplete).toBe(true);
        const values = found.map((items) => items.map((item) => JSON.parse(item) as unknown));
        expect(values).toEqual(JSON.parse(JSON.stringify(rows)));
      }),
    );
  });

  it('gives items as they were written', () => {
    const items = ['12345678901234567890', '1.10', '"a]\\"[,"', '{ "a" : [1, [2]] }', 'null'];
    expect(split(`[[${items.join()}]]`, [3])).toEqual({ rows: [items], isComplete: true });
  });

  it.each(['', '[', '[[1],[2]', '[["a"', '{"error":{}}', '[1]', 'gone', '[[1]] gone', ']['])(
    'is not content with %j',
    (text) => {
      expect(split(text, [2]).isComplete).toBe(false);
    },
  );
});
