import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAtLeast, insertSorted } from '../../../src/store/memory/sorted.ts';

const itself = (item: number): number => item;

describe('sorted lists', () => {
  it('finds the first item that is large enough, as looking at each would', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40)), fc.integer({ min: -1, max: 41 }), (items, key) => {
        const sorted = items.toSorted((left, right) => left - right);
        const found = sorted.findIndex((item) => item >= key);
        expect(firstAtLeast(sorted, itself, key)).toBe(found === -1 ? sorted.length : found);
      }),
    );
  });

  it('keeps the order, wherever an item belongs', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), (items) => {
        const sorted: number[] = [];
        for (const item of items) insertSorted(sorted, itself, item);
        expect(sorted).toEqual(items.toSorted((left, right) => left - right));
      }),
    );
  });
});
