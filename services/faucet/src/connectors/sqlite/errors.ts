import type { Fault } from '@aquifer/service';
import { sqliteErrorDetail, type SqliteErrorCode, type SqliteErrorDetail } from '@aquifer/sqlite';
import { fault, type FaultCode } from '../../faults.ts';
import { AnswerTooLarge, answerTooLarge } from '../sql/answer-size.ts';
import { type JobFailure, jobFailure } from './job-failure.ts';

/**
 * What was being done, as the first word of the sentence a caller reads. A statement is the
 * caller's own, so SQLite's words about it may be told.
 */
export type Action =
  | 'Query'
  | 'Statement'
  | 'Insert'
  | 'Update'
  | 'Delete'
  | 'Schema change'
  | 'Connection';

/** SQLite's failures in the words of our catalogue, without SQL text or paths. */
export const failureFault = (failure: JobFailure, action: Action): Fault => {
  const cause = new Error(failure.message);
  if (failure.answerBytesMax !== undefined) {
    return answerTooLarge(action, failure.answerBytesMax, cause);
  }
  if (failure.detail === undefined) return fault('database_error', { action }, { cause });
  const { code, table } = failure.detail;
  if (code === 'no_such_table' && table !== undefined) {
    return fault('table_not_found', { table }, { cause });
  }
  const reason = action === 'Statement' ? failure.message : reasonOf(failure.detail);
  return fault(faultCodes[code], { action, reason }, { cause });
};

/** The same for an error that was thrown here; a Fault stays itself. */
export const errorFault = (error: unknown, action: Action): unknown => {
  const isKnown = error instanceof AnswerTooLarge || sqliteErrorDetail(error) !== undefined;
  return !isKnown ? error : failureFault(jobFailure(error), action);
};

const faultCodes: Readonly<Record<SqliteErrorCode, FaultCode>> = {
  busy: 'database_busy',
  unique: 'unique_violation',
  not_null: 'not_null_violation',
  foreign_key: 'foreign_key_violation',
  check: 'check_violation',
  type_mismatch: 'invalid_value',
  no_such_table: 'sql_refused',
  no_such_column: 'sql_refused',
  no_such_function: 'sql_refused',
  already_exists: 'name_taken',
  ambiguous_column: 'sql_refused',
  read_only: 'permission_denied',
  permission: 'permission_denied',
  cannot_open: 'database_unavailable',
  disk_full: 'database_error',
  disk_io: 'database_error',
  corrupt: 'database_error',
  not_a_database: 'database_unavailable',
  schema_changed: 'database_busy',
  too_big: 'invalid_value',
  overflow: 'sql_refused',
  out_of_memory: 'database_error',
  interrupted: 'query_timeout',
  raised: 'check_violation',
  parameter: 'invalid_value',
  syntax: 'sql_refused',
  failed: 'sql_refused',
};

const reasonOf = ({ code, table, columns, constraint, message }: SqliteErrorDetail): string => {
  const place = columns?.map((column) => (table ? `${table}.${column}` : column)).join(', ');
  switch (code) {
    case 'unique':
      return `a row with this ${place ?? constraint ?? 'key'} exists already`;
    case 'not_null':
      return `${place ?? 'a column'} must not be null`;
    case 'foreign_key':
      return 'a foreign key refers to a row that is not there, or rows still refer to this one';
    case 'check':
      return `the row breaks ${ruleOf(constraint)}`;
    case 'type_mismatch':
      return `${place ?? 'a column'} cannot hold a value of this type`;
    case 'no_such_column':
      return `there is no column ${place ?? ''}`.trimEnd();
    case 'already_exists':
      return 'the name is taken';
    case 'overflow':
      return 'a number does not fit in 64 bits';
    case 'too_big':
      return 'a value is too large';
    default:
      return message ?? reasons[code] ?? code;
  }
};

/** A rule without a name is told by SQLite as the text of its expression, which is SQL of the schema. */
const ruleOf = (constraint: string | undefined): string =>
  constraint !== undefined && /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(constraint)
    ? `the rule ${constraint}`
    : 'a rule of the table';

const reasons: Readonly<Partial<Record<SqliteErrorCode, string>>> = {
  no_such_function: 'there is no such function',
  ambiguous_column: 'a column name is ambiguous',
  no_such_table: 'there is no such table',
  syntax: 'the SQL cannot be parsed',
};
