import pg from 'pg';
import type { PostgresErrorCode } from './postgres-error-code.ts';
import { PostgresFailure } from './postgres-failure.ts';

/** What a PostgreSQL error says, in a form fit for an answer: no SQL text, no address. */
export interface PostgresErrorDetail {
  /** 'failed' when it came from PostgreSQL and is none of the others. */
  readonly code: PostgresErrorCode;
  readonly sqlState?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly constraint?: string;
  /** Only of RAISE EXCEPTION, written by the owner of the database, and of a wrong parameter. */
  readonly message?: string;
}

/** Classifies a thrown value; undefined when it did not come from PostgreSQL or the way to it. */
export function postgresErrorDetail(error: unknown): PostgresErrorDetail | undefined {
  if (error instanceof PostgresFailure) {
    return error.code === 'parameter'
      ? { code: error.code, message: error.message }
      : { code: error.code };
  }
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const sqlState = error.code ?? '';
  const code = classify(sqlState, error.message);
  const columns = readColumns(error);
  return {
    code,
    sqlState,
    ...(error.schema === undefined ? {} : { schema: error.schema }),
    ...(error.table === undefined ? {} : { table: error.table }),
    ...(columns === undefined ? {} : { columns }),
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
    ...(code === 'raised' || code === 'parameter' ? { message: error.message } : {}),
  };
}

/** The code alone of `postgresErrorDetail`. */
export function postgresErrorCode(error: unknown): PostgresErrorCode | undefined {
  return postgresErrorDetail(error)?.code;
}

/** SQLSTATE to code (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const byState: Readonly<Record<string, PostgresErrorCode>> = {
  '22001': 'too_big',
  '22003': 'overflow',
  '22007': 'type_mismatch',
  '22008': 'overflow',
  '22012': 'division_by_zero',
  '22P02': 'type_mismatch',
  '22P03': 'type_mismatch',
  '23001': 'foreign_key',
  '23502': 'not_null',
  '23503': 'foreign_key',
  '23505': 'unique',
  '23514': 'check',
  '23P01': 'exclusion',
  '25006': 'read_only',
  '25P03': 'unavailable',
  '3D000': 'no_such_database',
  '3F000': 'no_such_schema',
  '40001': 'serialization',
  '40P01': 'deadlock',
  '42501': 'permission',
  '42602': 'syntax',
  '42622': 'too_big',
  '42701': 'already_exists',
  '42702': 'ambiguous_column',
  '42703': 'no_such_column',
  '42704': 'type_mismatch',
  '42710': 'already_exists',
  '42723': 'already_exists',
  '42725': 'no_such_function',
  '42804': 'type_mismatch',
  '42846': 'type_mismatch',
  '42883': 'no_such_function',
  '42P01': 'no_such_table',
  '42P04': 'already_exists',
  '42P06': 'already_exists',
  '42P07': 'already_exists',
  '42P18': 'type_mismatch',
  '428C9': 'read_only',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'unavailable',
  '55006': 'busy',
  '55P03': 'busy',
  P0001: 'raised',
};

/** The first two characters, for states that are not listed one by one. */
const byClass: Readonly<Record<string, PostgresErrorCode>> = {
  '08': 'unavailable',
  '0A': 'unsupported',
  '22': 'parameter',
  '23': 'check',
  '28': 'authentication',
  '42': 'syntax',
  '53': 'unavailable',
  '54': 'too_big',
  '57': 'unavailable',
  XX: 'corrupt',
};

function classify(sqlState: string, message: string): PostgresErrorCode {
  // One state for both, told apart by a sentence that may be in any language. Our own cancels are
  // reported as PostgresFailure, so it is nearly always the timeout of the server.
  if (sqlState === '57014') return /user request/.test(message) ? 'canceled' : 'timeout';
  // XX000 is any internal error; only XX001 and XX002 speak of damaged data.
  if (sqlState === 'XX000') return 'failed';
  return byState[sqlState] ?? byClass[sqlState.slice(0, 2)] ?? 'failed';
}

/**
 * The columns concerned. Of unique and foreign keys they stand only in the detail, 'Key (a, b)=(1,
 * 2) already exists.', as the expressions of the index. Its values are not taken over.
 */
function readColumns(error: pg.DatabaseError): string[] | undefined {
  if (error.column !== undefined) return [error.column];
  const unknown = /^column (?:\S+\.)?"?(.+?)"? (?:of relation .* )?does not exist$/.exec(
    error.message,
  );
  if (unknown?.[1] !== undefined) return [unknown[1]];
  const key = /^Key \((.+?)\)=\(/.exec(error.detail ?? '');
  return key?.[1]?.split(', ').map((name) => name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
}
