import { z } from 'zod';
import { fault } from '../../faults.ts';
import type { Change, Document } from '../../model/document.ts';
import type { Outcome, Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { ChangePage, DocumentPage, ListQuery } from '../document-store.ts';
import { createGroupWriter } from '../group-writer.ts';
import type { GroupWriter } from '../group-writer.ts';
import type { Retention } from '../retention.ts';
import type { ConvexCalls } from './convex-calls.ts';
import type { ConvexDocuments, SnapshotPart } from './convex-documents.ts';

/** Convex bounds what a mutation may read and write, and how long it may take: a second. */
const GROUP_WRITES_MAX = 100;

/** A deployment with the functions of deploy/estuary/convex, which can do all of it. */
export class WholeDocuments implements ConvexDocuments {
  readonly #calls: ConvexCalls;
  readonly #retention: Retention;
  /**
   * All mutations move the end of the change log, so side by side they would only be in each other's
   * way: this instance sends one at a time, with all that was asked for meanwhile.
   */
  readonly #writer: GroupWriter;

  /** `onChanges` is called when a write of this instance has changed something. */
  constructor(calls: ConvexCalls, retention: Retention, onChanges: () => void) {
    this.#calls = calls;
    this.#retention = retention;
    this.#writer = createGroupWriter({
      writesMax: GROUP_WRITES_MAX,
      commit: async (transactions) => {
        const outcomes = await this.#transact(transactions);
        return { outcomes, changes: outcomes.flatMap(changesOf) };
      },
      onChanges,
    });
  }

  async get(collection: string, id: string): Promise<Document | undefined> {
    return (await this.#ask<Document | null>('documents:get', { collection, id })) ?? undefined;
  }

  list(query: ListQuery): Promise<DocumentPage> {
    return this.#ask('documents:page', query);
  }

  write(transaction: Transaction): Promise<TransactionOutcome> {
    return this.#writer.write(transaction);
  }

  head(): Promise<number> {
    return this.#ask('changes:head', {});
  }

  async read(after: number, limit: number): Promise<ChangePage | undefined> {
    const request = { after, limit, ...this.#retention };
    return (await this.#ask<ChangePage | null>('changes:read', request)) ?? undefined;
  }

  async snapshotPart(seq: number, after: number): Promise<SnapshotPart | undefined> {
    const part = await this.#ask<SnapshotPart | null>('changes:snapshot', { seq, after });
    return part ?? undefined;
  }

  /** Sends what waits. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  async #ask<Answer>(path: string, request: object): Promise<Answer> {
    return parsed(await this.#calls.query(path, { request: JSON.stringify(request) }));
  }

  /**
   * What is kept under a key is the outcome, not the answer, which only this process can render: it
   * renders a repeat from the same outcome by the same function, so the same comes out.
   */
  async #transact(transactions: readonly Transaction[]): Promise<readonly TransactionOutcome[]> {
    const sent = transactions.map(({ writes, at, idempotency }) => ({
      writes,
      at,
      key: idempotency?.key,
    }));
    const request = JSON.stringify({ transactions: sent, ...this.#retention });
    const outcomes = parsed<readonly TransactionOutcome[]>(
      await this.#calls.mutation('documents:transact', { request }),
    );
    return outcomes.map((outcome, index) => rendered(outcome, transactions[index]));
  }
}

const changesOf = (outcome: TransactionOutcome): readonly Change[] =>
  outcome.kind === 'done' ? outcome.changes : [];

function rendered(
  outcome: TransactionOutcome,
  transaction: Transaction | undefined,
): TransactionOutcome {
  const render = transaction?.idempotency?.answer;
  if (outcome.kind !== 'repeated' || render === undefined) return outcome;
  return { kind: 'repeated', answer: render(JSON.parse(outcome.answer.body) as Outcome) };
}

/** Functions of this name that are not ours answer something else. */
function parsed<Answer>(value: unknown): Answer {
  const text = z.string().safeParse(value);
  if (!text.success) throw fault('store_failed', {}, { cause: text.error });
  try {
    return JSON.parse(text.data) as Answer;
  } catch (cause) {
    throw fault('store_failed', {}, { cause });
  }
}
