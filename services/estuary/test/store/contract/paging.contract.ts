import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { Place, Sort } from '../../../src/store/document-store.ts';
import { placeOf } from '../../../src/store/place.ts';
import type { Write } from '../../../src/writes/write.ts';
import { create, remove, update } from '../../support/writes.ts';
import { queryOf } from './query-of.ts';
import { contractState } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

const sorts = fc.record({
  field: fc.constantFrom('created_at', 'updated_at', 'name'),
  descending: fc.boolean(),
}) satisfies fc.Arbitrary<Sort>;

/** What happens between two pages. */
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('create', 'delete', 'update'),
    target: fc.nat(30),
    name: fc.constantFrom('a', 'b', 'c', '\u{1F600}', '\uFFFF'),
  }),
  { maxLength: 4 },
);

/** Walks of lists that change meanwhile (contract B11). */
export function pagingContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  let walks = 0;

  /** Walks through a list page by page; the ids in order. */
  async function walk(
    query: { readonly collection: string; readonly sort: Sort; readonly limit: number },
    between: (page: readonly Document[]) => Promise<void>,
  ): Promise<readonly string[]> {
    const { collection, sort, limit } = query;
    const seen: string[] = [];
    let after: Place | undefined;
    for (;;) {
      const { documents } = await state.store.list(
        queryOf(collection, { sort, limit, after, counts: false }),
      );
      seen.push(...documents.map(({ id }) => id));
      const last = documents.at(-1);
      if (documents.length < limit || last === undefined) return seen;
      after = placeOf(last, sort.field);
      await between(documents);
    }
  }

  it('show every document once that was there throughout, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        sorts,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 15 }),
        fc.array(steps, { minLength: 1, maxLength: 6 }),
        async (sort, limit, names, script) => {
          walks += 1;
          const collection = `walk-${walks}`;
          const created = names.map((name, index) => create(collection, `${index}`, { name }));
          for (const write of created) await state.change(write);
          const throughout = new Set(names.map((_, index) => `${index}`));
          let round = 0;
          const seen = await walk({ collection, sort, limit }, async () => {
            const step = script[round % script.length] ?? [];
            round += 1;
            if (round > 40) return;
            for (const [index, { kind, target, name }] of step.entries()) {
              const id = kind === 'create' ? `new-${round}-${index}` : `${target % 15}`;
              await state.write(writeOf(kind, { collection, id, name }));
              // A document that changes its place in the list may be met twice, or not at all.
              if (kind !== 'create') throughout.delete(id);
            }
          });
          for (const id of throughout) {
            expect(seen.filter((each) => each === id)).toEqual([id]);
          }
          const stable = seen.filter((id) => !/^\d+$/.test(id) || throughout.has(id));
          expect(new Set(stable).size).toBe(stable.length);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  it('show a long list once, while it is written to', async () => {
    const { collection } = state;
    for (let batch = 0; batch < 20; batch += 1) {
      await state.change(
        ...Array.from({ length: 100 }, (_, index) => create(collection, `${batch}-${index}`)),
      );
    }
    let round = 0;
    const removed = new Set<string>();
    const sort: Sort = { field: 'created_at', descending: false };
    const seen = await walk({ collection, sort, limit: 100 }, async (page) => {
      round += 1;
      const id = `${(round * 7) % 20}-${round}`;
      if (!page.some((document) => document.id === id)) {
        await state.write(remove(collection, id));
        removed.add(id);
      }
      if (round < 20) await state.change(create(collection, `late-${round}`));
    });
    expect(new Set(seen).size).toBe(seen.length);
    const throughout = seen.filter((id) => !id.startsWith('late') && !removed.has(id));
    expect(throughout).toHaveLength(2_000 - removed.size);
    expect(seen).toContain('late-19');
  }, 120_000);
}

function writeOf(
  kind: 'create' | 'delete' | 'update',
  { collection, id, name }: Readonly<Record<'collection' | 'id' | 'name', string>>,
): Write {
  if (kind === 'create') return create(collection, id, { name });
  return kind === 'delete' ? remove(collection, id) : update(collection, id, { name });
}
