/** Kinds of failure a caller can act on; the same words as in @aquifer/sqlite where both have it. */
export type PostgresErrorCode =
  | 'unique'
  | 'not_null'
  | 'foreign_key'
  | 'check'
  | 'exclusion'
  | 'type_mismatch'
  | 'overflow'
  | 'too_big'
  | 'division_by_zero'
  | 'no_such_table'
  | 'no_such_column'
  | 'no_such_function'
  | 'no_such_database'
  | 'already_exists'
  | 'ambiguous_column'
  | 'read_only'
  | 'permission'
  | 'authentication'
  | 'syntax'
  | 'parameter'
  | 'busy'
  | 'serialization'
  | 'deadlock'
  | 'timeout'
  | 'canceled'
  | 'disk_full'
  | 'out_of_memory'
  | 'raised'
  | 'unavailable'
  | 'unsupported'
  | 'corrupt';

/** What a PostgreSQL error says, in a form fit for an answer: no SQL text, no address. */
export interface PostgresErrorDetail {
  readonly code: PostgresErrorCode;
  readonly sqlState?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly constraint?: string;
  /** The sentence of RAISE EXCEPTION; written by the owner of the database. */
  readonly message?: string;
}

/** Classifies a thrown value; undefined when it did not come from PostgreSQL or the way to it. */
export function postgresErrorDetail(error: unknown): PostgresErrorDetail | undefined {
  throw new Error('postgresErrorDetail is being written', { cause: error });
}

/** The code alone of `postgresErrorDetail`. */
export function postgresErrorCode(error: unknown): PostgresErrorCode | undefined {
  return postgresErrorDetail(error)?.code;
}
