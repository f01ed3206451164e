import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unrestricted } from '../../src/access/permission.ts';
import { planRead, planReadOne } from '../../src/query/plan-read.ts';
import type { ReadParameters } from '../../src/query/read-parameters.ts';
import { utf8Length } from '../../src/query/utf8-length.ts';
import { customers, items, orders } from './tables.ts';

const words = [
  ...'id city age , ( ) . ; = * COUNT(*) count sum( AS n DISTINCT ASC desc orders items customer'.split(
    ' ',
  ),
  ...'fields= filter= limit= 5 -1 all true related \\'.split(' '),
  "'a'",
  "'",
];
const noise = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join('')),
  ),
  { nil: undefined },
);

const subject = {
  table: customers,
  permission: unrestricted,
  related: { tables: [customers, orders, items], permission: () => unrestricted },
};

describe('any text in any parameter', () => {
  it('gives a plan or a Fault the caller can act on', () => {
    const parameters: fc.Arbitrary<ReadParameters> = fc.record({
      fields: noise,
      filter: noise,
      ids: noise,
      order: noise,
      group: noise,
      having: noise,
      limit: noise,
      offset: noise,
      include_count: noise,
      cursor: noise,
      related: noise,
    });
    // One parameter at a time reaches deeper; together they reach the combinations.
    const single = fc
      .tuple(fc.constantFrom('fields', 'order', 'related', 'ids', 'cursor', 'group'), noise)
      .map(([name, text]): ReadParameters => ({ [name]: text }));
    fc.assert(
      fc.property(fc.oneof(parameters, single), fc.boolean(), (given, stream) => {
        try {
          planRead(subject, given, { stream });
        } catch (error) {
          expect(error).toMatchObject({ name: 'Fault', status: 400 });
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('and in a key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        try {
          planReadOne({ ...subject, table: items }, key, {});
        } catch (error) {
          expect(error).toMatchObject({ name: 'Fault' });
        }
      }),
    );
  });
});

describe('utf8Length', () => {
  it('is the number of bytes the text is sent in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
