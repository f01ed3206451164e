import type { Fault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';

/** What was being done: the first word of the sentence a caller reads, and what it concerned. */
export interface Doing {
  readonly action:
    | 'Query'
    | 'Insert'
    | 'Update'
    | 'Delete'
    | 'Procedure call'
    | 'Schema change'
    | 'Connection';
  readonly table?: TableSchema;
  readonly timeoutMs?: number | undefined;
  /** The statement is the caller's own, so the server's remarks on its words are for the caller. */
  readonly ownSql?: boolean;
}

/** A failure the server did not report itself; what the driver said is the cause. */
export class StatementFailure extends Error {
  override readonly name = 'StatementFailure';
  readonly code: 'timeout' | 'stopped' | 'unavailable' | 'busy';

  /** `busy`: every connection was in use for as long as a caller waits. */
  constructor(code: StatementFailure['code'], options?: ErrorOptions) {
    super(`statement: ${code}`, options);
    this.code = code;
  }
}

/** The Fault of a StatementFailure. */
export const statementFault = (error: StatementFailure, { action, timeoutMs }: Doing): Fault => {
  const extra = { cause: error };
  if (error.code === 'unavailable') return fault('database_unavailable', { action }, extra);
  if (error.code === 'busy') return connectionsBusy(action, extra.cause);
  if (error.code === 'stopped' || timeoutMs === undefined) {
    return fault('query_stopped', { action }, extra);
  }
  return fault('query_timeout', { action, seconds: timeoutMs / 1000 }, extra);
};

/** How long a caller waits for a connection while all are in use. */
export const connectionWaitMs = 10_000;
const retryAfterSeconds = 1;

/** What a caller is told who waited in vain. */
export const connectionsBusy = (action: string, cause?: unknown): Fault =>
  fault('connections_busy', { action }, { context: { retry_after: retryAfterSeconds }, cause });

/** Runs `work`; failures come out as `translate` says them. */
export const translated = async <T>(
  work: () => Promise<T>,
  translate: (error: unknown) => unknown,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
};
