import {
  type PostgresErrorCode,
  type PostgresErrorDetail,
  PostgresAnswerTooLarge,
  postgresErrorDetail,
  PostgresFailure,
} from '@aquifer/postgres';
import { type Fault, isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';
import { answerTooLarge } from '../sql/answer-size.ts';
import {
  connectionsBusy,
  type Doing,
  StatementFailure,
  statementFault,
  translated,
} from '../sql/failure.ts';

/** Runs `work`; PostgreSQL's failures come out as Faults, without SQL text or values. */
export const asFaults = <T>(doing: Doing, work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => errorFault(error, doing));

/** PostgreSQL's failure in the words of our catalogue; anything else stays itself. */
export const errorFault = (error: unknown, doing: Doing): unknown => {
  if (isFault(error)) return error;
  if (error instanceof StatementFailure) return statementFault(error, doing);
  if (error instanceof PostgresFailure && error.code === 'pool_exhausted') {
    return connectionsBusy(doing.action, error);
  }
  if (error instanceof PostgresAnswerTooLarge) {
    return answerTooLarge(doing.action, error.bytesMax, error);
  }
  const detail = postgresErrorDetail(error);
  return detail === undefined ? error : detailFault(detail, doing, error);
};

const detailFault = (detail: PostgresErrorDetail, doing: Doing, cause: unknown): Fault => {
  const { action, table } = doing;
  const { code, sqlState = '' } = detail;
  const isWrite = action === 'Insert' || action === 'Update' || action === 'Delete';
  if (code === 'no_such_table' && table !== undefined) {
    return fault('table_not_found', { table: table.name }, { cause });
  }
  if (isWrite && (unwritable.has(sqlState) || sqlState === '428C9')) {
    const reason =
      sqlState === '428C9' ? 'the database generates a column of it' : 'it takes no rows';
    return fault(
      'not_writable',
      { target: table === undefined ? 'this' : `"${table.name}"`, reason },
      { cause },
    );
  }
  if (code === 'timeout' || code === 'canceled') {
    const seconds = (doing.timeoutMs ?? 0) / 1000;
    return seconds > 0 && code === 'timeout'
      ? fault('query_timeout', { action, seconds }, { cause })
      : fault('query_stopped', { action }, { cause });
  }
  const reason = doing.ownSql === true ? ownSqlReason(detail, cause) : reasonOf(detail);
  return fault(byState[sqlState] ?? faultCodes[code], { action, reason }, { cause });
};

/** Views that cannot be written through, materialized views, foreign tables that only read. */
const unwritable: ReadonlySet<string> = new Set(['55000', '42809', '0A000', '25006']);

const byState: Readonly<Record<string, FaultCode>> = {
  '21000': 'sql_refused',
  '22012': 'sql_refused',
  '2BP01': 'sql_refused',
  '3D000': 'database_refused',
  '42P07': 'name_taken',
  '53000': 'database_unavailable',
  '54000': 'sql_refused',
  '55000': 'sql_refused',
};

const faultCodes: Readonly<Record<PostgresErrorCode, FaultCode>> = {
  unique: 'unique_violation',
  not_null: 'not_null_violation',
  foreign_key: 'foreign_key_violation',
  check: 'check_violation',
  exclusion: 'unique_violation',
  type_mismatch: 'invalid_value',
  overflow: 'invalid_value',
  too_big: 'invalid_value',
  division_by_zero: 'sql_refused',
  no_such_table: 'sql_refused',
  no_such_column: 'sql_refused',
  no_such_function: 'sql_refused',
  no_such_schema: 'sql_refused',
  no_such_database: 'database_refused',
  already_exists: 'name_taken',
  ambiguous_column: 'sql_refused',
  read_only: 'sql_refused',
  permission: 'permission_denied',
  authentication: 'database_refused',
  syntax: 'sql_refused',
  parameter: 'invalid_value',
  busy: 'database_busy',
  serialization: 'database_busy',
  deadlock: 'database_busy',
  timeout: 'query_timeout',
  canceled: 'query_stopped',
  disk_full: 'database_error',
  out_of_memory: 'database_error',
  raised: 'check_violation',
  unavailable: 'database_unavailable',
  pool_exhausted: 'connections_busy',
  commit_unknown: 'database_unavailable',
  unsupported: 'sql_refused',
  corrupt: 'database_error',
  failed: 'database_error',
};

const reasonOf = ({
  code,
  sqlState,
  columns,
  constraint,
  message,
}: PostgresErrorDetail): string => {
  const names = columns?.map((name) => `"${name}"`).join(', ');
  const rule = constraint === undefined ? '' : ` (constraint "${constraint}")`;
  switch (code) {
    case 'unique':
    case 'exclusion':
      return `a row with this ${names ?? 'key'} exists already${rule}`;
    case 'not_null':
      return `${names ?? 'a column'} must not be null`;
    case 'foreign_key':
      return `${names ?? 'a key'} refers to a row that is not there, or rows still refer to it${rule}`;
    case 'check':
      return `the row breaks a rule of the table${rule}`;
    case 'no_such_column':
      return `there is no column ${names ?? 'of this name'}`;
    default:
      return message ?? byStateReason[sqlState ?? ''] ?? reasons[code] ?? 'the database refuses it';
  }
};

const reasons: Readonly<Partial<Record<PostgresErrorCode, string>>> = {
  type_mismatch: 'a value does not have the form its type needs',
  overflow: 'a value is out of the range of its type',
  too_big: 'a value is longer than its column takes',
  division_by_zero: 'division by zero',
  no_such_table: 'there is no such table',
  no_such_function: 'the types of these columns have no such comparison or function',
  no_such_schema: 'there is no such schema',
  no_such_database: 'the database does not exist',
  already_exists: 'the name is taken',
  ambiguous_column: 'a column name is ambiguous',
  read_only: 'it would write, and only reading is permitted here',
  authentication: 'user or password are wrong, or this user may not connect from here',
  unsupported: 'PostgreSQL does not support it',
  syntax: 'PostgreSQL does not accept it for these columns',
};

const byStateReason: Readonly<Record<string, string>> = {
  '21000': 'the same row would be written twice in one request',
  '2BP01': 'other objects depend on it',
  '55000': 'the object is not in the state for it',
};

/** Remarks of class 42 name only words of the statement itself. */
const ownSqlReason = (detail: PostgresErrorDetail, cause: unknown): string =>
  detail.sqlState?.startsWith('42') === true && cause instanceof Error
    ? cause.message
    : reasonOf(detail);
