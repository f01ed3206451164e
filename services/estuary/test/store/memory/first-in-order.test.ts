import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstInOrder } from '../../../src/store/memory/first-in-order.ts';

const ascending = (left: number, right: number): number => left - right;

describe('the first in an order', () => {
  it('are those that sorting everything puts first', () => {
    const lists = fc.array(fc.nat(10_000), { minLength: 0, maxLength: 5_000, size: 'max' });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 2_000 }), (items, count) => {
        expect(firstInOrder(items, count, ascending)).toEqual(
          items.toSorted(ascending).slice(0, count),
        );
      }),
      { numRuns: 50 },
    );
  });
});
