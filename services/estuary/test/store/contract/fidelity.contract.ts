import { compareUtf8 } from '@aquifer/service';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { create, update } from '../../support/writes.ts';
import { queryOf } from './query-of.ts';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

// Not fc.string({ unit: 'binary' }): within a unit it makes a table of all code points, which takes seconds.
const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ff_ff })
  .filter((codePoint) => codePoint < 0xd8_00 || codePoint > 0xdf_ff)
  .map((codePoint) => String.fromCodePoint(codePoint));

/** Names in which the hard cases are common: U+0000, what stands beside it, and ends of ranges. */
const names = fc.string({
  unit: fc.oneof(
    anyCharacter,
    fc.constantFrom('\u0000', '\u0001', '\u0002', 'a', 'b', '%', '_', '\\', "'", '"'),
    fc.constantFrom('\u007F', '\u0080', '\u07FF', '\u0800', '\uD7FF', '\uE000', '\uFFFF'),
    fc.constantFrom('\u{10000}', '\u{1F600}', '\u{10FFFF}'),
  ),
  maxLength: 6,
});

export function fidelityContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  let made = 0;

  it('keeps what JSON can say and databases dislike', async () => {
    const odd = {
      name: '\u0000 n\u0001 \u{1F600}"\'\\',
      nul: 'a\u0000b',
      lone: '\uD800',
      'key\u0000': 1,
      lines: '\n\r\t\u2028',
      big: 1e300,
      tiny: 5e-324,
      list: [[], [null, true], {}],
      '': '',
    };
    await state.given({ x: odd });
    const document = await state.get('x');
    expect(document?.fields.name).toBe(odd.name);
    expect(JSON.parse(document?.fields.json ?? '')).toEqual(odd);
    await state.change(update(state.collection, 'x', { nul: 'b\u0000' }));
    const updated = await state.get('x');
    expect(JSON.parse(updated?.fields.json ?? '')).toEqual({ ...odd, nul: 'b\u0000' });
    expect((await state.list()).documents).toEqual([updated]);
  });

  it('keeps what is large', async () => {
    const large = { name: '\u{1F600}'.repeat(255), text: 'ü"'.repeat(64 * 1024) };
    await state.given({ x: large });
    const document = await state.get('x');
    expect(document?.fields.name).toBe(large.name);
    expect(JSON.parse(document?.fields.json ?? '')).toEqual(large);
    expect(await state.ids({ filter: { name: large.name } })).toEqual(['x']);
  });

  it('keeps a name of any length, and finds it by its beginning', async () => {
    const name = 'n'.repeat(100_000);
    await state.given({ x: { name } });
    expect(JSON.parse((await state.get('x'))?.fields.json ?? '')).toEqual({ name });
    expect(await state.ids({ filter: { namePrefix: 'n'.repeat(255) } })).toEqual(['x']);
  });

  it('keeps owners, ids and collections as they are', async () => {
    const texts = ['a', 'A', 'a ', ' a', 'ä', 'a\u0308', '\u{1F600}', '\u0000', '\u0001', '%', "'"];
    texts.push('a\u0000', '\u0001\u0001', 'x'.repeat(5_000));
    const { collection } = state;
    for (const [index, text] of texts.entries()) {
      await state.change(create(collection, text.slice(0, 300), { name: `${index}` }, text));
    }
    for (const [index, owner] of texts.entries()) {
      const document = await state.get(owner.slice(0, 300));
      expect(document).toMatchObject({ owner, fields: { name: `${index}` } });
      const mine = await state.list({ filter: { owner } });
      expect(mine).toEqual({ documents: [document], total: 1 });
      expect(await state.ids({ filter: { owner, name: `${index}` } })).toHaveLength(1);
    }
  });

  it('takes a prefix literally', async () => {
    await state.given({
      a: { name: 'a_1' },
      b: { name: 'ab1' },
      c: { name: 'a%1' },
      d: { name: String.raw`a\1` },
      e: { name: 'A_1' },
      f: { name: 'a_2' },
    });
    const found = (namePrefix: string) => state.ids({ filter: { namePrefix } });
    expect(await found('a_')).toEqual(['a', 'f']);
    expect(await found('a%')).toEqual(['c']);
    expect(await found('a\\')).toEqual(['d']);
  });

  it('orders names by their bytes in UTF-8, and finds each by its beginnings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(names, { maxLength: 8 }), names, async (list, other) => {
        made += 1;
        const collection = `names-${made}`;
        for (const [index, name] of list.entries()) {
          await state.change(create(collection, `${index}`, { name }));
        }
        const found = async (filter: { name?: string; namePrefix?: string }) => {
          const sort = { field: 'name', descending: false } as const;
          const { documents, total } = await state.store.list(
            queryOf(collection, { sort, filter, limit: 10 }),
          );
          expect(total).toBe(documents.length);
          return documents.map(({ fields }) => fields.name);
        };
        const sorted = list.toSorted(compareUtf8);
        expect(await found({})).toEqual(sorted);
        for (const text of [...list, other]) {
          expect(await found({ name: text })).toEqual(sorted.filter((name) => name === text));
          for (const end of [1, 2, text.length]) {
            const namePrefix = text.slice(0, end);
            if (!namePrefix.isWellFormed()) continue;
            expect(await found({ namePrefix })).toEqual(
              sorted.filter((name) => name.startsWith(namePrefix)),
            );
          }
        }
      }),
      { numRuns: 30 },
    );
  }, 120_000);
}
