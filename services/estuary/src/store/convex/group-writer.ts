import type { Transaction, TransactionOutcome } from '../../writes/write.ts';

/** Convex bounds what a mutation may read and write. */
const WRITES_MAX = 100;

/** Does transactions, in their order. */
type DoAll = (transactions: readonly Transaction[]) => Promise<readonly TransactionOutcome[]>;

interface Waiting {
  readonly transaction: Transaction;
  readonly resolve: (outcome: TransactionOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends what is asked for while a mutation runs with the next one. All mutations move the end of the
 * change log, so side by side they would only be in each other's way.
 */
export class GroupWriter {
  readonly #doAll: DoAll;
  /** Whether nothing of a group that failed like this was done. */
  readonly #isUndone: (error: unknown) => boolean;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(doAll: DoAll, isUndone: (error: unknown) => boolean) {
    this.#doAll = doAll;
    this.#isUndone = isUndone;
  }

  async write(transaction: Transaction): Promise<TransactionOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ transaction, resolve, reject });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#send(this.#nextGroup());
    this.#isRunning = false;
  }

  #nextGroup(): readonly Waiting[] {
    let writes = 0;
    let size = 0;
    for (const { transaction } of this.#waiting) {
      writes += transaction.writes.length;
      if (size > 0 && writes > WRITES_MAX) break;
      size += 1;
    }
    return this.#waiting.splice(0, size);
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#doAll(group.map(({ transaction }) => transaction));
      for (const [index, { resolve }] of group.entries()) {
        resolve(outcomes[index] as TransactionOutcome);
      }
    } catch (error) {
      // One that is too large must not spoil the others.
      if (group.length > 1 && this.#isUndone(error)) {
        for (const one of group) await this.#send([one]);
      } else for (const { reject } of group) reject(error);
    }
  }
}
