import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursors } from '../../src/http/cursor.ts';

const cursors = createCursors(Buffer.alloc(32, 1));
const values = fc.oneof(fc.string({ unit: 'binary' }), fc.nat());

describe('a cursor', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(values, fc.nat(), (value, createdSeq) => {
        const cursor = cursors.seal('items', { value, createdSeq });
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(cursors.open('items', cursor)).toEqual({ value, createdSeq });
      }),
    );
  });

  it('is refused in another list, under another key, and when it was changed', () => {
    const cursor = cursors.seal('items', { value: 5, createdSeq: 6 });
    expect(() => cursors.open('others', cursor)).toThrow('cursor is not one of this list');
    expect(() => createCursors(Buffer.alloc(32, 2)).open('items', cursor)).toThrow('cursor');
    for (const at of [0, 10, cursor.length - 2]) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, at) + other + cursor.slice(at + 1);
      expect(() => cursors.open('items', changed)).toThrow('cursor is not one of this list');
    }
  });

  it('is refused when it is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => cursors.open('items', text)).toThrow('cursor is not one of this list');
      }),
    );
  });
});
