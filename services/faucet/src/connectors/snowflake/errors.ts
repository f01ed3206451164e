import { type Fault, isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';
import { AnswerTooLarge, answerTooLarge } from '../sql/answer-size.ts';
import { type Doing, StatementFailure, statementFault, translated } from '../sql/failure.ts';

/** What the driver throws: six digits as text of the server, or as a number of its own. */
export interface SnowflakeError extends Error {
  readonly code: string | number;
}

/** Runs `work`; the database's failures come out as Faults, without SQL text or values. */
export const asFaults = <T>(doing: Doing, work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => errorFault(error, doing));

/** Whether the failure is the driver's, and not a mistake. */
export const isSnowflakeError = (error: unknown): error is SnowflakeError =>
  error instanceof Error &&
  'code' in error &&
  (typeof error.code === 'number' || (typeof error.code === 'string' && error.code !== ''));

/** The database's failure in the words of our catalogue; anything else stays itself. */
export const errorFault = (error: unknown, doing: Doing): unknown => {
  if (isFault(error)) return error;
  if (error instanceof AnswerTooLarge) {
    return answerTooLarge(doing.action, error.bytesMax, error);
  }
  if (error instanceof StatementFailure) return statementFault(error, doing);
  return isSnowflakeError(error) ? driverFault(error, doing) : error;
};

const driverFault = (error: SnowflakeError, doing: Doing): Fault => {
  const { action, table } = doing;
  const number = Number(error.code);
  const extra = { cause: error };
  // Words such as ECONNREFUSED, and the driver's own numbers of the network.
  if (Number.isNaN(number) || (number >= 401_000 && number < 402_000)) {
    return fault('database_unavailable', { action }, extra);
  }
  if (logins.has(number) || (number >= 390_000 && number < 391_000)) {
    const reason = logins.get(number) ?? loginReason;
    return fault('database_refused', { action, reason }, extra);
  }
  if (number === 2003 && table !== undefined) {
    return fault('table_not_found', { table: table.name }, extra);
  }
  const code = codes.get(number) ?? classOf(number);
  const isRemark = doing.ownSql === true && (code === 'sql_refused' || code === 'invalid_value');
  return fault(code, { action, reason: isRemark ? error.message : reasonOf(error) }, extra);
};

const loginReason = 'user, password or key are wrong, or this user may not connect from here';

const logins: ReadonlyMap<number, string> = new Map([
  [390_144, 'the private key does not belong to this user'],
  [390_201, 'the database or the role does not exist, or this user may not use it'],
  [390_189, 'the role does not exist, or this user may not use it'],
  [390_422, 'this address may not connect'],
  [2043, 'the database, schema or warehouse does not exist, or this user may not use it'],
  [606, 'no warehouse is active: name one in the DSN'],
]);

/** https://docs.snowflake.com/en/user-guide/querying-errors and the messages themselves. */
const codes: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  ...each('not_null_violation', 100_072),
  ...each('unique_violation', 200_001),
  ...each('sql_refused', 900, 904, 979, 1003, 1007, 1008, 1044, 1065, 1101, 2003, 2022, 2028, 2140),
  ...each('sql_refused', 2141, 2262, 2269, 3540, 8, 2013, 100_051, 100_090, 393_901, 2025, 1789),
  ...each('invalid_value', 100_035, 100_037, 100_038, 100_039, 100_040, 100_041, 100_046, 100_048),
  ...each('invalid_value', 100_057, 100_058, 100_063, 100_069, 100_071, 100_074, 100_078, 100_079),
  ...each('invalid_value', 100_082, 100_096, 100_105, 100_115, 100_127, 100_132, 100_145, 100_183),
  ...each('invalid_value', 2023, 2049, 3558),
  ...each('name_taken', 2002, 2012),
  ...each('permission_denied', 3001, 3007, 3041),
  ...each('database_busy', 625, 635, 624),
  ...each('query_stopped', 604, 630),
  ...each('database_unavailable', 603, 605, 609, 707, 200_002),
]);

function each(
  code: FaultCode,
  ...numbers: readonly number[]
): readonly (readonly [number, FaultCode])[] {
  return numbers.map((number) => [number, code]);
}

/** 1xxx is syntax, 2xxx names, 1000xx values. */
const classOf = (number: number): FaultCode => {
  if (number >= 1000 && number < 3000) return 'sql_refused';
  return number >= 100_000 && number < 101_000 ? 'invalid_value' : 'database_error';
};

const reasons: ReadonlyMap<number, string> = new Map([
  [904, 'there is no such column'],
  [2003, 'there is no such table'],
  [2140, 'there is no such routine'],
  [2141, 'there is no such routine, or it takes other arguments'],
  [100_051, 'division by zero'],
  [100_078, 'a value is longer than its column takes'],
  [100_132, 'a value is out of the range of its type'],
  [2002, 'the name is taken'],
  [2012, 'the name is taken'],
  [2028, 'a column name is ambiguous'],
]);

const reasonOf = (error: SnowflakeError): string => {
  const number = Number(error.code);
  switch (codes.get(number) ?? classOf(number)) {
    case 'not_null_violation':
      return 'a column that must not be null has no value';
    case 'invalid_value':
      return reasons.get(number) ?? 'a value does not fit its type';
    case 'unique_violation':
      return 'a row with this key exists already';
    default:
      return reasons.get(number) ?? 'the database does not accept it';
  }
};
