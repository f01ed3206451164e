import { type Fault, isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import { AnswerTooLarge, answerTooLarge } from '../sql/answer-size.ts';
import { type Doing, StatementFailure, statementFault, translated } from '../sql/failure.ts';

/** What the driver throws: `ORA-00942` of the server, `NJS-503` of its own. */
export interface OracleError extends Error {
  readonly code: string;
  readonly errorNum?: number;
}

/** Runs `work`; the database's failures come out as Faults, without SQL text or values. */
export const asFaults = <T>(doing: Doing, work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => errorFault(error, doing));

/** Whether the failure is the driver's, and not a mistake. */
export const isOracleError = (error: unknown): error is OracleError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(ORA|NJS|DPI|TNS|PLS|NNE)-\d+$/.test(error.code);

/** The number of an ORA error; undefined for the driver's own. */
export const oraNumber = (error: unknown): number | undefined =>
  isOracleError(error) && error.code.startsWith('ORA-') ? Number(error.code.slice(4)) : undefined;

/** The database's failure in the words of our catalogue; anything else stays itself. */
export const errorFault = (error: unknown, doing: Doing): unknown => {
  if (isFault(error)) return error;
  if (error instanceof AnswerTooLarge) {
    return answerTooLarge(doing.action, error.bytesMax, error);
  }
  if (error instanceof StatementFailure) return statementFault(error, doing);
  return isOracleError(error) ? driverFault(error, doing) : error;
};

const driverFault = (error: OracleError, doing: Doing): Fault => {
  const { action, table } = doing;
  const number = oraNumber(error);
  const extra = { cause: error };
  if (number === undefined) return ownFault(error, doing);
  if (number === 942 && table !== undefined) {
    return fault('table_not_found', { table: table.name }, extra);
  }
  const login = logins.get(number);
  if (login !== undefined) return fault('database_refused', { action, reason: login }, extra);
  const isRaised = number >= 20_000 && number <= 20_999;
  const code = codes.get(number) ?? (isRaised ? 'check_violation' : 'database_error');
  if (code === 'not_writable') {
    const target = table === undefined ? 'this' : `"${table.name}"`;
    return fault(code, { target, reason: reasons.get(number) ?? 'it takes no rows' }, extra);
  }
  const isRemark = doing.ownSql === true && remarks.has(number);
  const reason = isRemark || isRaised ? firstLine(error.message) : reasonOf(error, doing);
  return fault(code, { action, reason }, extra);
};

/** Failures of the driver: it cannot connect, or refuses a value. */
const ownFault = (error: OracleError, { action }: Doing): Fault => {
  const number = Number(error.code.slice(4));
  const extra = { cause: error };
  // 116 and 138 are servers and password verifiers too old for the driver's thin mode.
  if (number === 116 || number === 138) {
    const reason = 'the server or the form of this password is too old for the driver';
    return fault('database_refused', { action, reason }, extra);
  }
  const isService = number === 518 || number === 517;
  if (isService) {
    return fault('database_refused', { action, reason: 'it has no such service' }, extra);
  }
  if (number === 11 || number === 44 || number === 98) {
    return fault('invalid_value', { action, reason: 'the values do not fit the statement' }, extra);
  }
  return fault('database_unavailable', { action }, extra);
};

const loginReason = 'user or password are wrong, or this user may not connect from here';

const logins: ReadonlyMap<number, string> = new Map([
  [1017, loginReason],
  [1005, loginReason],
  [1045, 'this user may not create a session'],
  [28_000, 'the account is locked'],
  [28_001, 'the password has expired'],
  [12_505, 'it has no such SID'],
  [12_514, 'it has no such service'],
]);

/** https://docs.oracle.com/error-help/db/ */
const codes: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  ...each('unique_violation', 1, 1452),
  ...each('not_null_violation', 1400, 1407, 2296),
  ...each('foreign_key_violation', 2291, 2292, 2266, 2298),
  ...each('check_violation', 2290, 1402, 2293),
  ...each('not_writable', 1732, 1733, 1776, 1779, 32_795, 32_796, 54_013, 54_017, 42_399, 16_000),
  ...each('invalid_value', 1438, 1722, 1426, 12_899, 1401, 1461, 1465, 1489, 6502, 1405, 2000),
  ...each('invalid_value', 1830, 1839, 1841, 1843, 1847, 1850, 1858, 1861, 1874, 1410, 40_441),
  ...each('invalid_value', 1429, 1704, 1790, 22_835, 40_478, 1424, 1425, 932, 22_848),
  ...each('invalid_value', 1867, 1873, 1877, 1878, 1882, 30_089, 31_011),
  ...each('sql_refused', 900, 904, 905, 906, 907, 909, 911, 913, 917, 918, 920, 921, 923, 924, 926),
  ...each('sql_refused', 928, 933, 934, 936, 937, 938, 939, 942, 947, 957, 960, 969, 971, 972, 975),
  ...each('sql_refused', 979, 997, 998, 1002, 1006, 1008, 1427, 1430, 1442, 1446, 1451),
  ...each('sql_refused', 1456, 1476, 1735, 1747, 1748, 1758, 1788, 1789, 1795, 1801, 2262),
  ...each('sql_refused', 2256, 2267, 2270, 2273, 2275, 2289, 2429, 2437, 2443, 2449, 3001, 6503),
  ...each('sql_refused', 6550, 6553, 6575, 12_991, 14_551, 14_552, 22_859, 30_556, 4043, 22_858),
  ...each('sql_refused', 30_673, 30_675, 54_033, 2260, 2261, 1720, 12_983, 1439, 1440, 1441),
  ...each('name_taken', 955, 1408, 2264),
  ...each('permission_denied', 1031, 1749, 1950, 990, 41_900),
  ...each('database_busy', 54, 60, 8177, 30_006, 4020, 4021, 104),
  ...each('database_unavailable', 18, 20, 28, 51, 1012, 1033, 1034, 1089, 1090, 1092, 1109, 1536),
  ...each(
    'database_unavailable',
    1653,
    1654,
    3113,
    3114,
    3135,
    4031,
    12_170,
    12_516,
    12_519,
    12_520,
  ),
  ...each(
    'database_unavailable',
    12_528,
    12_537,
    12_541,
    12_545,
    12_547,
    12_571,
    12_637,
    2396,
    2399,
  ),
  ...each('query_stopped', 1013),
]);

function each(
  code: FaultCode,
  ...numbers: readonly number[]
): readonly (readonly [number, FaultCode])[] {
  return numbers.map((number) => [number, code]);
}

/** Remarks that name only words of the statement itself. */
const remarks: ReadonlySet<number> = new Set([
  900, 904, 905, 907, 911, 917, 918, 920, 923, 933, 936, 937, 942, 979, 1747, 6550,
]);

const firstLine = (message: string): string => message.split('\n', 1).join('').trim();

const reasons: ReadonlyMap<number, string> = new Map([
  [904, 'there is no such column'],
  [942, 'there is no such table'],
  [932, 'the types of these columns cannot be compared; large objects only with LIKE or IS NULL'],
  [22_848, 'large objects can only be searched with LIKE or IS NULL'],
  [1438, 'a value is out of the range of its type'],
  [1426, 'a value is out of the range of its type'],
  [12_899, 'a value is longer than its column takes'],
  [1461, 'a value is longer than its column takes'],
  [1722, 'a value is no number'],
  [1456, 'it would write, and only reading is permitted here'],
  [1476, 'division by zero'],
  [1795, 'a list has too many values'],
  [2449, 'other objects depend on it'],
  [12_991, 'other objects depend on it'],
  [2273, 'other objects depend on it'],
  [955, 'the name is taken'],
  [1430, 'the name is taken'],
  [957, 'the name is taken'],
  [1439, 'the type can only be changed while the column is empty'],
  [1440, 'a column with values can only get wider'],
  [1441, 'a column with values can only get wider'],
  [6550, 'the routine does not take these arguments, or does not compile'],
  [32_795, 'its identity column cannot be set'],
  [32_796, 'its identity column cannot be changed'],
  [54_013, 'the database generates a column of it'],
  [54_017, 'the database generates a column of it'],
  [1779, 'the view has several tables'],
  [1733, 'one of its columns is computed by the view'],
  [42_399, 'it only permits reading'],
  [16_000, 'the database only permits reading'],
]);

const reasonOf = (error: OracleError, { table }: Doing): string => {
  const number = oraNumber(error) ?? 0;
  const { message } = error;
  const constraint = /\((?:"?[^".()]+"?\.)?"?([^".()]+)"?\)/.exec(message)?.[1];
  const rule = constraint === undefined ? '' : ` (constraint "${constraint}")`;
  // Columns are named "OWNER"."TABLE"."COLUMN".
  const column = /\("[^"]+"\."[^"]+"\."([^"]+)"\)/.exec(message)?.[1];
  switch (codes.get(number)) {
    case 'unique_violation':
      return duplicateReason(constraint, table);
    case 'not_null_violation':
      return `${column === undefined ? 'a column' : `"${column}"`} must not be null`;
    case 'foreign_key_violation':
      return `a key refers to a row that is not there, or rows still refer to it${rule}`;
    case 'check_violation':
      return `the row breaks a rule of the table${rule}`;
    case 'invalid_value':
      return reasons.get(number) ?? 'a value does not fit its type';
    default:
      return reasons.get(number) ?? 'the database does not accept it';
  }
};

/** The message names the key; its columns are known from the table. */
const duplicateReason = (key: string | undefined, table: TableSchema | undefined): string => {
  if (key === undefined) return 'a row with this key exists already';
  const columns = table?.indexes.find((index) => index.name === key)?.columns;
  const names = columns?.map((name) => `"${name}"`).join(', ');
  return `a row with this ${names || 'key'} exists already (key "${key}")`;
};
