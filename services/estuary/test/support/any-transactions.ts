import fc from 'fast-check';
import type { Condition, Transaction, Write } from '../../src/writes/write.ts';
import { check, create, keyed, remove, restore, update } from './writes.ts';

const ids = fc.constantFrom('x', 'y', 'z');
const owners = fc.constantFrom('ada', 'bob', null);

const conditions: fc.Arbitrary<Condition> = fc.record(
  {
    ifMatch: fc.oneof(fc.constant('any' as const), fc.array(fc.integer({ min: 1, max: 4 }))),
    owner: fc.constantFrom('ada', 'bob'),
  },
  { requiredKeys: [] },
);

const patches = fc.record(
  { name: fc.string({ unit: 'grapheme' }), size: fc.nat(9), note: fc.constant(null) },
  { requiredKeys: [] },
);

/** Times in the past, and some ahead of the clock. */
const kept = fc
  .record({
    version: fc.integer({ min: 1, max: 9 }),
    createdAt: fc.integer({ min: 1_600_000_000_000, max: 1_700_000_500_000 }),
    late: fc.nat(1_000_000),
    owner: owners,
  })
  .map(({ late, ...rest }) => ({ ...rest, updatedAt: rest.createdAt + late }));

const writesIn = (collections: fc.Arbitrary<string>): fc.Arbitrary<Write> =>
  fc.oneof(
    fc.tuple(collections, ids, patches, owners).map((parts) => create(...parts)),
    fc.tuple(collections, ids, patches, conditions).map((parts) => update(...parts)),
    fc
      .tuple(collections, ids, patches, conditions)
      .map((parts) => ({ ...update(...parts), replaces: true })),
    fc.tuple(collections, ids, conditions).map((parts) => remove(...parts)),
    fc.tuple(collections, ids, fc.nat(3), fc.nat(3)).map((parts) => check(...parts)),
    fc.tuple(collections, ids, kept, patches).map((parts) => restore(...parts)),
  );

/**
 * Transactions that get in each other's way: few documents and few keys, and a clock that jumps. Their
 * times begin at `since`.
 */
export const anyTransactions = (
  collections: readonly string[],
  since: number,
): fc.Arbitrary<readonly Transaction[]> => {
  const key = fc.record({
    scope: fc.constantFrom(...collections.map((name) => `${name} key`)),
    fingerprint: fc.constantFrom('f', 'g'),
    ttl: fc.nat(40),
  });
  const one = fc
    .record({
      writes: fc.array(writesIn(fc.constantFrom(...collections)), { minLength: 1, maxLength: 4 }),
      at: fc.nat(50).map((late) => since + late),
      key: fc.option(key, { nil: undefined }),
    })
    .map(({ writes, at, key: request }) =>
      request === undefined ? { writes, at } : keyed(writes, { ...request, at }),
    );
  return fc.array(one, { minLength: 1, maxLength: 12 });
};
