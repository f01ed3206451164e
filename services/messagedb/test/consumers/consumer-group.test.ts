import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongsTo, consumerHash } from '../../src/consumers/consumer-group.ts';

describe('a consumer group', () => {
  it('gives a stream without an id to no member', () => {
    expect(consumerHash('account')).toBeNull();
    expect(belongsTo(null, { member: 0, size: 1 })).toBe(false);
  });

  it('hashes the cardinal id, also the empty one', () => {
    expect(consumerHash('account-123+456')).toBe(2318431741638412123n);
    expect(consumerHash('other-123')).toBe(2318431741638412123n);
    expect(consumerHash('account-')).toBe(-3162216497309240828n);
  });

  it('divides by the absolute value, also of the smallest number', () => {
    expect(belongsTo(-(2n ** 63n), { member: 2, size: 3 })).toBe(true);
    expect(belongsTo(-4n, { member: 1, size: 3 })).toBe(true);
  });

  it('gives every stream with an id to exactly one member', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        fc.integer({ min: 1, max: 20 }),
        (hash, size) => {
          const members = Array.from({ length: size }, (_, member) =>
            belongsTo(hash, { member, size }),
          );
          expect(members.filter(Boolean)).toHaveLength(1);
        },
      ),
    );
  });
});
