import { Fault } from '@aquifer/service';
import { z } from 'zod';
import { fault } from '../../faults.ts';
import type { Document } from '../../model/document.ts';
import type { Outcome, Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { ChangePage, DocumentPage, ListQuery } from '../document-store.ts';
import type { Retention } from '../retention.ts';
import type { ConvexCalls } from './convex-calls.ts';
import { GroupWriter } from './group-writer.ts';

/** A part of a snapshot, and `createdSeq` up to which it goes. */
export interface SnapshotPart {
  readonly documents: readonly Document[];
  readonly end: number;
  readonly isLast: boolean;
}

/** A deployment with the functions of deploy/estuary/convex, which can do all of it. */
export class WholeDocuments {
  readonly #calls: ConvexCalls;
  readonly #retention: Retention;
  readonly #writer = new GroupWriter(
    (transactions) => this.#transact(transactions),
    (error) => error instanceof Fault && error.code === 'store_failed',
  );

  constructor(calls: ConvexCalls, retention: Retention) {
    this.#calls = calls;
    this.#retention = retention;
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
