import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Document } from '../../../src/model/document.ts';
import type { DocumentStore, Snapshot } from '../../../src/store/document-store.ts';
import { openMemoryStore } from '../../../src/store/memory/memory-store.ts';
import { anyTransactions } from '../../support/any-transactions.ts';
import { KEEP_ALL } from './keep-all.ts';
import { queryOf } from './query-of.ts';
import { changesAfter, contractState, writeAll } from './state.ts';
import type { StoreFixture } from './store-fixture.ts';

/** Any transactions, asked for at once, do to a store what they do to memory, one by one. */
export function equivalenceContract(fixture: StoreFixture): void {
  const state = contractState(fixture);
  const memory = openMemoryStore(KEEP_ALL);
  let run = 0;

  it('is that of the store in memory', async () => {
    const counts = fc.integer({ min: 1, max: 1_000_000 }).map((at) => 1_700_000_000_000 + at);
    await fc.assert(
      fc.asyncProperty(
        counts.chain((since) => anyTransactions(['one', 'two'], since)),
        async (transactions) => {
          run += 1;
          const own = (collection: string): string => `${collection}-${run}`;
          const moved = transactions.map(({ writes, idempotency, ...rest }) => ({
            ...rest,
            writes: writes.map((write) => ({ ...write, collection: own(write.collection) })),
            ...(idempotency === undefined
              ? {}
              : {
                  idempotency: {
                    ...idempotency,
                    key: { ...idempotency.key, scope: own(idempotency.key.scope) },
                  },
                }),
          }));
          const head = await memory.changes.head();
          const expected = [];
          for (const one of moved) expected.push(await memory.write(one));
          expect(await writeAll([state.store], moved)).toEqual(expected);
          expect(await changesAfter(state.store, head)).toEqual(await changesAfter(memory, head));
          for (const collection of [own('one'), own('two')]) {
            expect(await everything(state.store, collection)).toEqual(
              await everything(memory, collection),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
}

/** What a store shows of a collection. */
async function everything(store: DocumentStore, collection: string): Promise<unknown> {
  const lists = [];
  for (const field of ['created_at', 'updated_at', 'name'] as const) {
    for (const descending of [false, true]) {
      lists.push(await store.list(queryOf(collection, { sort: { field, descending } })));
    }
  }
  const found = [];
  for (const id of ['x', 'y', 'z']) found.push(await store.get(collection, id));
  return { lists, found, snapshot: await read(await store.changes.snapshot({ collection })) };
}

async function read({ seq, pages }: Snapshot): Promise<unknown> {
  const documents: Document[] = [];
  for await (const page of pages) documents.push(...page);
  return { seq, documents };
}
