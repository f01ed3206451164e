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
  readonly code: 'timeout' | 'stopped' | 'unavailable';

  constructor(code: 'timeout' | 'stopped' | 'unavailable', options?: ErrorOptions) {
    super(`statement: ${code}`, options);
    this.code = code;
  }
}

/** The Fault of a StatementFailure. */
export const statementFault = (error: StatementFailure, { action, timeoutMs }: Doing): Fault => {
  const extra = { cause: error };
  if (error.code === 'unavailable') return fault('database_unavailable', { action }, extra);
  if (error.code === 'stopped' || timeoutMs === undefined) {
    return fault('query_stopped', { action }, extra);
  }
  return fault('query_timeout', { action, seconds: timeoutMs / 1000 }, extra);
};

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
