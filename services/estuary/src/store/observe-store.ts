import { isPublished } from '../model/document.ts';
import type { Transaction, TransactionOutcome } from '../writes/write.ts';
import type { DocumentStore, MaybePromise } from './document-store.ts';

/** What a store was asked to do (contract §15). */
export type StoreOperation =
  | 'list'
  | 'count'
  | 'get'
  | 'create'
  | 'update'
  | 'delete'
  | 'health_check';

/** Told of every call of a store. */
export interface StoreObserver {
  storeAsked(operation: StoreOperation, isSuccess: boolean, seconds: number): void;
  changed(type: 'created' | 'updated' | 'deleted'): void;
}

/** By its first change, for they are one call of the store. */
function operationOf({ writes }: Transaction): StoreOperation {
  const kind = writes.map((write) => write.kind).find((one) => one !== 'check') ?? 'get';
  return kind === 'restore' ? 'create' : kind;
}

/** A store whose calls are timed and counted (contract §15, §19.1). */
export function observeStore(store: DocumentStore, observer: StoreObserver): DocumentStore {
  const ask = <Value>(operation: StoreOperation, call: () => MaybePromise<Value>) =>
    observed(call, (isSuccess, seconds) => observer.storeAsked(operation, isSuccess, seconds));
  return {
    kind: store.kind,
    keepsDocuments: store.keepsDocuments ?? false,
    changes: store.changes,
    get: (collection, id) => ask('get', () => store.get(collection, id)),
    list: (query) => ask('list', () => store.list(query)),
    write(transaction) {
      const outcome = ask(operationOf(transaction), () => store.write(transaction));
      return outcome instanceof Promise
        ? outcome.then((settled) => countChanges(settled, observer))
        : countChanges(outcome, observer);
    },
    check: async () => ask('health_check', () => store.check()),
    secret: () => store.secret(),
    connections: () => store.connections(),
    close: () => store.close(),
  };
}

function countChanges(outcome: TransactionOutcome, observer: StoreObserver): TransactionOutcome {
  if (outcome.kind !== 'done') return outcome;
  for (const { type, collection } of outcome.changes) {
    if (isPublished(collection)) observer.changed(type);
  }
  return outcome;
}

function observed<Value>(
  call: () => MaybePromise<Value>,
  done: (isSuccess: boolean, seconds: number) => void,
): MaybePromise<Value> {
  const start = performance.now();
  const end = (isSuccess: boolean): void => done(isSuccess, (performance.now() - start) / 1000);
  try {
    const value = call();
    if (!(value instanceof Promise)) {
      end(true);
      return value;
    }
    return value.then(
      (resolved) => {
        end(true);
        return resolved;
      },
      (error: unknown) => {
        end(false);
        throw error;
      },
    );
  } catch (error) {
    end(false);
    throw error;
  }
}
