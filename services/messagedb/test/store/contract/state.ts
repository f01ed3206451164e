import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Append, AppendOutcome } from '../../../src/append/append.ts';
import type { Namespace } from '../../../src/model/namespace.ts';
import type {
  MessageLog,
  MessageStore,
  RowPage,
  StoredNamespace,
} from '../../../src/store/message-store.ts';
import { write } from '../../support/messages.ts';
import { namespaceIn } from '../../support/stored.ts';
import type { StoreFixture } from './store-fixture.ts';

/** The store of a group of tests, and a fresh namespace for each of them. */
export interface ContractState {
  readonly store: MessageStore;
  readonly namespace: string;
  readonly stored: StoredNamespace;
  readonly log: MessageLog;
  /** Appends one after the other; the outcomes. */
  append(...group: readonly Append[]): Promise<readonly AppendOutcome[]>;
  /** One message each to these streams. */
  fill(...streamNames: readonly string[]): Promise<void>;
}

export const namespaceOf = (id: string, more: Partial<Namespace> = {}): Namespace => ({
  id,
  tokenHash: 'a'.repeat(64),
  description: '',
  metadata: null,
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  ...more,
});

let made = 0;

export function contractState(fixture: StoreFixture): ContractState {
  let store: MessageStore | undefined;
  let namespace = '';
  let stored: StoredNamespace | undefined;
  beforeAll(async () => {
    store = await fixture.open();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    made += 1;
    namespace = `test-${made}`;
    await opened().namespaces.create(namespaceOf(namespace));
    stored = await namespaceIn(opened(), namespace);
  });
  const opened = (): MessageStore => {
    if (store === undefined) throw new Error('the store is not open');
    return store;
  };
  const created = (): StoredNamespace => {
    if (stored === undefined) throw new Error('the namespace was not created');
    return stored;
  };
  const append: ContractState['append'] = async (...group) =>
    (await created().log.append(group)).outcomes;
  return {
    get store() {
      return opened();
    },
    get namespace() {
      return namespace;
    },
    get stored() {
      return created();
    },
    get log() {
      return created().log;
    },
    append,
    async fill(...streamNames) {
      await append(...streamNames.map((streamName) => write(streamName)));
    },
  };
}

export type Row = readonly unknown[];

/** The rows of a page. */
export const rowsOf = (page: RowPage): readonly Row[] => JSON.parse(`[${page.rows}]`) as Row[];

/** Reads page after page until `limit` rows are there or the log ends. */
export async function readAll(
  read: (from: number, limit: number) => Promise<RowPage>,
  from: number,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next: number | undefined = from;
  while (next !== undefined && rows.length < limit) {
    const page: RowPage = await read(next, limit - rows.length);
    rows.push(...rowsOf(page));
    next = page.next;
  }
  return rows;
}
