import { type Fault, isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import { AnswerTooLarge, answerTooLarge } from '../sql/answer-size.ts';
import { type Doing, StatementFailure, statementFault, translated } from '../sql/failure.ts';

/** What the driver throws: an error of the server with its number, or one of the connection. */
export interface MssqlError extends Error {
  readonly code?: string;
  readonly number?: number;
}

/** Runs `work`; the database's failures come out as Faults, without SQL text or values. */
export const asFaults = <T>(doing: Doing, work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => errorFault(error, doing));

/** Whether the failure is the driver's, and not a mistake. */
export const isMssqlError = (error: unknown): error is MssqlError =>
  error instanceof Error &&
  // The pool's own, when all connections stay busy, has a name only.
  ('number' in error || 'code' in error || error.name === 'TimeoutError');

/** The database's failure in the words of our catalogue; anything else stays itself. */
export const errorFault = (error: unknown, doing: Doing): unknown => {
  if (isFault(error)) return error;
  if (error instanceof AnswerTooLarge) {
    return answerTooLarge(doing.action, error.bytesMax, error);
  }
  if (error instanceof StatementFailure) return statementFault(error, doing);
  return isMssqlError(error) ? driverFault(error, doing) : error;
};

const driverFault = (error: MssqlError, doing: Doing): Fault => {
  const { action, table } = doing;
  const number = serverNumber(error);
  const extra = { cause: error };
  if (number === undefined) return connectionFault(error, doing);
  if (number === 208 && table !== undefined) {
    return fault('table_not_found', { table: table.name }, extra);
  }
  const login = logins.get(number);
  if (login !== undefined) return fault('database_refused', { action, reason: login }, extra);
  const code = codeOf(number, error.message);
  if (code === 'not_writable') {
    const target = table === undefined ? 'this' : `"${table.name}"`;
    return fault(code, { target, reason: reasons.get(number) ?? 'it takes no rows' }, extra);
  }
  const isRemark = doing.ownSql === true && remarks.has(number);
  return fault(code, { action, reason: isRemark ? error.message : reasonOf(error, doing) }, extra);
};

/** 547 is one number for foreign keys and checks; from 50000 on they are the owner's own. */
const codeOf = (number: number, message: string): FaultCode => {
  if (number === 547) return isForeignKey(message) ? 'foreign_key_violation' : 'check_violation';
  return codes.get(number) ?? (number >= 50_000 ? 'check_violation' : 'database_error');
};

/** Only errors of the server have a number of its own; the login's is one level down. */
const serverNumber = (error: MssqlError): number | undefined => {
  if (typeof error.number === 'number') return error.number;
  const original: unknown = 'originalError' in error ? error.originalError : undefined;
  if (!(original instanceof Error)) return undefined;
  if ('number' in original && typeof original.number === 'number') return original.number;
  const info: unknown = 'info' in original ? original.info : undefined;
  return typeof info === 'object' && info !== null && 'number' in info
    ? Number(info.number)
    : undefined;
};

/** Failures without a number: the network, the pool, the login. */
const connectionFault = (error: MssqlError, { action }: Doing): Fault => {
  const extra = { cause: error };
  if (error.code === 'ELOGIN') {
    return fault('database_refused', { action, reason: loginReason }, extra);
  }
  if (error.code === 'ECANCEL') return fault('query_stopped', { action }, extra);
  if (error.code === 'EENCRYPT') {
    return fault('database_refused', { action, reason: 'it does not encrypt connections' }, extra);
  }
  if (error.code === 'EPARAM' || error.code === 'EARGS') {
    return fault('invalid_value', { action, reason: 'a value does not fit its type' }, extra);
  }
  return fault('database_unavailable', { action }, extra);
};

const loginReason = 'user or password are wrong, or this user may not connect from here';

const logins: ReadonlyMap<number, string> = new Map([
  [4060, 'the database does not exist or this user may not use it'],
  [4064, 'the default database of this user cannot be opened'],
  [18_452, loginReason],
  [18_456, loginReason],
  [18_486, 'the account is locked'],
  [18_487, 'the password has expired'],
  [18_488, 'the password must be changed'],
]);

/** Numbers of sys.messages. */
const codes: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  ...each('unique_violation', 2601, 2627, 1505),
  ...each('not_null_violation', 515, 4901),
  ...each('check_violation', 550),
  ...each('not_writable', 271, 273, 339, 544, 4405, 4406, 4403, 8101, 8102, 3906, 13_536, 13_537),
  ...each('invalid_value', 220, 232, 241, 242, 244, 245, 248, 257, 295, 296, 517, 529, 2628, 8114),
  ...each('invalid_value', 8115, 8152, 8169, 9420, 9803, 13_609, 6522, 206, 402, 305, 306, 8116),
  ...each('sql_refused', 102, 105, 130, 137, 156, 174, 189, 195, 201, 207, 208, 209, 213, 252, 264),
  ...each('sql_refused', 303, 313, 319, 334, 421, 1033, 1046, 1087, 1750, 1769, 1776, 2705, 2716),
  ...each('sql_refused', 2812, 3701, 3723, 3726, 3728, 4121, 4104, 4902, 4922, 4924, 5074, 8120),
  ...each('sql_refused', 8117, 8133, 8134, 8144, 8145, 8178, 8632, 10_744, 15_248, 512),
  ...each('sql_refused', 1767, 1768, 1785, 1911, 8111, 2749, 2739, 8623, 8003, 15_225),
  ...each('name_taken', 2714, 1913, 15_335),
  ...each('permission_denied', 229, 230, 262, 297, 300, 916, 1088, 3704, 10_011, 15_247),
  ...each('database_busy', 1205, 1222, 3960, 41_302, 41_305, 41_325, 3961, 14_355),
  ...each('database_unavailable', 701, 802, 1105, 1204, 9002, 10_053, 10_054, 10_060, 10_928),
  ...each('database_unavailable', 10_929, 40_143, 40_197, 40_501, 40_613, 49_918, 983, 976, 978),
  ...each('query_stopped', 3617, 596),
]);

function each(
  code: FaultCode,
  ...numbers: readonly number[]
): readonly (readonly [number, FaultCode])[] {
  return numbers.map((number) => [number, code]);
}

/** Remarks that name only words of the statement itself. */
const remarks: ReadonlySet<number> = new Set([
  102, 105, 137, 156, 174, 195, 201, 207, 208, 209, 319, 2812, 4104, 4121, 8120, 8144,
]);

const reasons: ReadonlyMap<number, string> = new Map([
  [201, 'a parameter that the routine needs is missing'],
  [313, 'a parameter that the routine needs is missing'],
  [8144, 'the routine takes fewer parameters'],
  [207, 'there is no such column'],
  [208, 'there is no such table'],
  [2812, 'there is no such routine'],
  [220, 'a value is out of the range of its type'],
  [8115, 'a value is out of the range of its type'],
  [2628, 'a value is longer than its column takes'],
  [8152, 'a value is longer than its column takes'],
  [8169, 'a value is no uniqueidentifier'],
  [402, 'the types of these columns cannot be compared'],
  [306, 'text, ntext and image columns can only be searched with LIKE or IS NULL'],
  [271, 'the database generates a column of it'],
  [273, 'the database generates a column of it'],
  [544, 'its identity column cannot be set'],
  [8102, 'its identity column cannot be changed'],
  [339, 'its identity column takes neither null nor a default'],
  [3906, 'the database only permits reading'],
  [4406, 'one of its columns is computed by the view'],
  [4405, 'the view has several tables'],
  [512, 'a subquery gave more than one row'],
  [3726, 'other objects depend on it'],
  [5074, 'other objects depend on it'],
  [2714, 'the name is taken'],
  [2705, 'the name is taken'],
  [8134, 'division by zero'],
]);

const reasonOf = (error: MssqlError, { table }: Doing): string => {
  const number = serverNumber(error) ?? 0;
  const { message } = error;
  const column = /column '([^']+)'/.exec(message)?.[1];
  const constraint = /constraint ["']([^"']+)["']/i.exec(message)?.[1];
  const rule = constraint === undefined ? '' : ` (constraint "${constraint}")`;
  if (number === 547) return foreignOrCheck(message, rule);
  // A message of THROW or RAISERROR is a sentence by the owner of the database.
  if (number >= 50_000) return message;
  switch (codes.get(number)) {
    case 'unique_violation':
      return duplicateReason(message, table);
    case 'not_null_violation':
      return `${column === undefined ? 'a column' : `"${column}"`} must not be null`;
    case 'check_violation':
      return 'the row breaks a rule of the table';
    case 'invalid_value':
      return reasons.get(number) ?? 'a value does not fit its type';
    default:
      return reasons.get(number) ?? 'the database does not accept it';
  }
};

const foreignOrCheck = (message: string, rule: string): string =>
  isForeignKey(message)
    ? `a key refers to a row that is not there, or rows still refer to it${rule}`
    : `the row breaks a rule of the table${rule}`;

const isForeignKey = (message: string): boolean =>
  /FOREIGN KEY|REFERENCE/.test(message) && !/CHECK constraint/.test(message);

/** The message names the key; its columns are known from the table. The value is not repeated. */
const duplicateReason = (message: string, table: TableSchema | undefined): string => {
  const key = /(?:constraint|unique index) '([^']+)'/.exec(message)?.[1];
  if (key === undefined) return 'a row with this key exists already';
  const columns =
    table?.indexes.find((index) => index.name === key)?.columns ??
    (/PRIMARY KEY/.test(message) ? table?.primary_key : undefined);
  const names = columns?.map((name) => `"${name}"`).join(', ');
  return `a row with this ${names || 'key'} exists already (key "${key}")`;
};
