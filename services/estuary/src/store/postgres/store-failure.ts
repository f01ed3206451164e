import { postgresErrorCode, type PostgresErrorCode } from '@aquifer/postgres';
import { isFault } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { FaultCode } from '../../faults.ts';

/** What PostgreSQL's failures mean to who asked a store that was open; the rest is `store_failed`. */
const faultCodes: Partial<Record<PostgresErrorCode, FaultCode>> = {
  unavailable: 'store_unavailable',
  authentication: 'store_unavailable',
  no_such_database: 'store_unavailable',
  // A server that became a replica of another: the address will lead to that one soon.
  read_only: 'store_unavailable',
  timeout: 'store_unavailable',
  canceled: 'store_unavailable',
  pool_exhausted: 'store_unavailable',
  disk_full: 'store_unavailable',
  out_of_memory: 'store_unavailable',
  busy: 'store_locked',
  deadlock: 'store_locked',
  serialization: 'store_locked',
  commit_unknown: 'outcome_unknown',
};

/** Runs `work`; PostgreSQL's failures come out as Faults, without SQL text or values. */
export async function reachStore<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error);
  }
}

/** The Fault for what was thrown; itself when it did not come from PostgreSQL. */
export function storeFailure(error: unknown): unknown {
  if (isFault(error)) return error;
  const code = postgresErrorCode(error);
  if (code === undefined) return error;
  return fault(faultCodes[code] ?? 'store_failed', {}, { cause: error });
}
