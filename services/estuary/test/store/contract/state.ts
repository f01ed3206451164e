import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Change, Document } from '../../../src/model/document.ts';
import type { DocumentPage, DocumentStore } from '../../../src/store/document-store.ts';
import type { Patch, Transaction, TransactionOutcome, Write } from '../../../src/writes/write.ts';
import { create, transaction } from '../../support/writes.ts';
import { KEEP_ALL } from './keep-all.ts';
import { queryOf } from './query-of.ts';
import type { TestQuery } from './query-of.ts';
import type { StoreFixture } from './store-fixture.ts';

/** The store of a group of tests, and a fresh collection for each of them. */
export interface ContractState {
  readonly store: DocumentStore;
  readonly collection: string;
  /** Does writes as one transaction. */
  write(...writes: readonly Write[]): Promise<TransactionOutcome>;
  /** The same; what it changed. Throws when it was refused. */
  change(...writes: readonly Write[]): Promise<readonly Change[]>;
  /** Creates documents of these ids in the collection, one after the other. */
  given(documents: Readonly<Record<string, Patch>>): Promise<void>;
  get(id: string): Promise<Document | undefined>;
  list(query?: TestQuery): Promise<DocumentPage>;
  /** The ids of a page. */
  ids(query?: TestQuery): Promise<readonly string[]>;
}

let made = 0;

export function contractState(fixture: StoreFixture): ContractState {
  let opened: DocumentStore | undefined;
  let collection = '';
  beforeAll(async () => {
    opened = await fixture.open(KEEP_ALL);
  });
  afterAll(() => fixture.close());
  beforeEach(() => {
    made += 1;
    collection = `test-${made}`;
  });
  const store = (): DocumentStore => {
    if (opened === undefined) throw new Error('the store is not open');
    return opened;
  };
  const state: ContractState = {
    get store() {
      return store();
    },
    get collection() {
      return collection;
    },
    write: async (...writes) => store().write(transaction(writes)),
    change: async (...writes) => changesOf(await state.write(...writes)),
    async given(documents) {
      for (const [id, object] of Object.entries(documents)) {
        await state.change(create(collection, id, object));
      }
    },
    get: async (id) => store().get(collection, id),
    list: async (query = {}) => store().list(queryOf(collection, query)),
    ids: async (query = {}) => (await state.list(query)).documents.map(({ id }) => id),
  };
  return state;
}

/** What a transaction changed. */
export function changesOf(outcome: TransactionOutcome): readonly Change[] {
  if (outcome.kind !== 'done') throw new Error(`not done, but ${JSON.stringify(outcome)}`);
  return outcome.changes;
}

/** All changes behind one. */
export async function changesAfter(
  { changes: log }: DocumentStore,
  after: number,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (let at = after; ;) {
    const page = await log.read(at, 100, {});
    if (page === undefined) throw new Error(`changes behind ${at} are not kept`);
    changes.push(...page.changes);
    if (page.upTo === at) return changes;
    at = page.upTo;
  }
}

/** Does transactions without waiting for each other. */
export const writeAll = (
  stores: readonly DocumentStore[],
  transactions: readonly Transaction[],
): Promise<readonly TransactionOutcome[]> =>
  Promise.all(
    transactions.map(async (one, index) => {
      const store = stores[index % stores.length];
      if (store === undefined) throw new Error('there is no store');
      return store.write(one);
    }),
  );
