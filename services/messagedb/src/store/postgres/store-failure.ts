import { postgresErrorCode, type PostgresErrorCode } from '@aquifer/postgres';
import { isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';

/** What PostgreSQL's failures mean to who asked a store that was open; the rest is `store_failed`. */
const faultCodes: Partial<Record<PostgresErrorCode, FaultCode>> = {
  unavailable: 'store_unavailable',
  authentication: 'store_unavailable',
  no_such_database: 'store_unavailable',
  // A server that became a replica of another: the address will lead to that one soon.
  read_only: 'store_unavailable',
  commit_unknown: 'outcome_unknown',
  pool_exhausted: 'store_busy',
  timeout: 'store_busy',
  busy: 'store_busy',
  deadlock: 'store_busy',
  disk_full: 'store_full',
};

/** What a caller asked for and PostgreSQL cannot do. */
const refusals: Partial<Record<PostgresErrorCode, string>> = {
  parameter: 'a name contains U+0000, which PostgreSQL cannot store',
  too_big: 'a name is longer than PostgreSQL can keep in an index (about 2700 bytes)',
};

/** Runs `work`; PostgreSQL's failures come out as Faults, without SQL text or values. */
export async function reachStore<Result>(
  work: () => Promise<Result>,
  namespace?: string,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error, namespace);
  }
}

/** The Fault for what was thrown; itself when it did not come from PostgreSQL. */
export function storeFailure(error: unknown, namespace?: string): unknown {
  if (isFault(error)) return error;
  const code = postgresErrorCode(error);
  if (code === undefined) return error;
  if (namespace !== undefined && (code === 'no_such_table' || code === 'no_such_schema')) {
    return fault('namespace_gone', { namespace }, { cause: error });
  }
  const reason = refusals[code];
  if (reason !== undefined) return fault('invalid_request', { reason }, { cause: error });
  return fault(faultCodes[code] ?? 'store_failed', {}, { cause: error });
}
