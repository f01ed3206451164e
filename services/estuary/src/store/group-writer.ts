import { setImmediate } from 'node:timers/promises';
import { isFault } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { WriteDecision } from '../writes/decide-transactions.ts';
import type { Transaction, TransactionOutcome } from '../writes/write.ts';
import type { MaybePromise } from './document-store.ts';
import { andThen, orElse } from './maybe.ts';

export type StoredGroup = Pick<WriteDecision, 'outcomes' | 'changes'>;

export interface GroupWriterOptions {
  /** Stores transactions together; what was decided about them. */
  readonly commit: (group: readonly Transaction[]) => MaybePromise<StoredGroup>;
  /** A group takes no more writes than this, so that nobody waits long for those of others. Default 500. */
  readonly writesMax?: number;
  /** Told of every group that changed something, when it is stored. */
  readonly onChanges: (changes: StoredGroup['changes']) => void;
}

/** Transactions that are gathered into groups and stored together. */
export interface GroupWriter {
  /** Resolves when it is stored, or refused. In the order of asking. */
  write(transaction: Transaction): Promise<TransactionOutcome>;
  /** Stores what waits, and takes no more. */
  close(): Promise<void>;
}

const GROUP_WRITES_MAX = 500;
/** Above this, more is refused rather than kept in memory. */
const WAITING_MAX = 10_000;

interface Waiting {
  readonly transaction: Transaction;
  readonly resolve: (outcome: TransactionOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One group at a time: what is asked for in one turn of the event loop, or while a group is stored,
 * makes the next. So a lone write does not wait, and under load one commit serves many. A database
 * gets the next group before those of the last are answered, so that neither waits for the other.
 */
export function createGroupWriter(options: GroupWriterOptions): GroupWriter {
  const { writesMax = GROUP_WRITES_MAX } = options;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  const takeGroup = (): readonly Waiting[] => {
    let writes = 0;
    const end = waiting.findIndex(({ transaction }, index) => {
      writes += transaction.writes.length;
      return index > 0 && writes > writesMax;
    });
    const count = end === -1 ? waiting.length : end;
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  };
  const storeAll = async (): Promise<void> => {
    let answer = nobody;
    try {
      while (waiting.length > 0) {
        // After the requests of this turn were read, and others had theirs.
        if (answer === nobody) await setImmediate();
        const storing = store(takeGroup(), options);
        // While the database is busy with the next group.
        answer();
        if (storing instanceof Promise) {
          answer = await storing;
        } else {
          storing();
          answer = nobody;
        }
      }
      answer();
    } finally {
      // In the same turn: whoever was answered may ask again at once.
      running = undefined;
    }
  };
  return {
    write: (transaction) =>
      new Promise((resolve, reject) => {
        if (isClosed || waiting.length >= WAITING_MAX) {
          reject(fault('store_unavailable'));
          return;
        }
        waiting.push({ transaction, resolve, reject });
        running ??= storeAll();
      }),
    async close() {
      isClosed = true;
      await running;
    },
  };
}

/** Tells those of a group what became of it. */
type Answer = () => void;

const nobody: Answer = () => undefined;

/** Stores a group, or each half of it when one of them may be what the store cannot take. */
function store(group: readonly Waiting[], options: GroupWriterOptions): MaybePromise<Answer> {
  return orElse(
    () =>
      andThen(
        options.commit(group.map(({ transaction }) => transaction)),
        (stored): Answer =>
          () =>
            answerAll(group, stored, options),
      ),
    (error): MaybePromise<Answer> =>
      group.length === 1 || concernsAll(error)
        ? () => {
            for (const { reject } of group) reject(error);
          }
        : storeHalves(group, options),
  );
}

function storeHalves(group: readonly Waiting[], options: GroupWriterOptions): MaybePromise<Answer> {
  const middle = group.length >> 1;
  return andThen(store(group.slice(0, middle), options), (answerFirst) => {
    const storingOthers = store(group.slice(middle), options);
    answerFirst();
    return storingOthers;
  });
}

function answerAll(
  group: readonly Waiting[],
  { outcomes, changes }: StoredGroup,
  { onChanges }: GroupWriterOptions,
): void {
  for (const [index, { resolve }] of group.entries()) {
    resolve(outcomes[index] as TransactionOutcome);
  }
  if (changes.length > 0) onChanges(changes);
}

/** The store itself is in trouble, whatever it is asked to store. */
const concernsAll = (error: unknown): boolean => isFault(error) && error.code !== 'store_failed';
