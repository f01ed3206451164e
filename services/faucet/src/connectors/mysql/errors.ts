import { type Fault, isFault } from '@aquifer/service';
import { fault, type FaultCode } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import { AnswerTooLarge, answerTooLarge } from '../sql/answer-size.ts';
import { type Doing, StatementFailure, statementFault, translated } from '../sql/failure.ts';
import { isMysqlError, type MysqlError } from './mysql-error.ts';

/** Runs `work`; the database's failures come out as Faults, without SQL text or values. */
export const asFaults = <T>(doing: Doing, work: () => Promise<T>): Promise<T> =>
  translated(work, (error) => errorFault(error, doing));

/** The database's failure in the words of our catalogue; anything else stays itself. */
export const errorFault = (error: unknown, doing: Doing): unknown => {
  if (isFault(error)) return error;
  if (error instanceof AnswerTooLarge) {
    return answerTooLarge(doing.action, error.bytesMax, error);
  }
  if (error instanceof StatementFailure) return statementFault(error, doing);
  return isMysqlError(error) ? serverFault(error, doing) : error;
};

const serverFault = (error: MysqlError, doing: Doing): Fault => {
  const { action, table } = doing;
  const { errno = 0, sqlState = '' } = error;
  const extra = { cause: error };
  if (errno === 1146 && table !== undefined) {
    return fault('table_not_found', { table: table.name }, extra);
  }
  if (isLogin(errno, action)) {
    return fault('database_refused', { action, reason: loginReasons[errno] ?? loginReason }, extra);
  }
  const handshake = handshakeReasons[error.code ?? ''];
  if (handshake !== undefined)
    return fault('database_refused', { action, reason: handshake }, extra);
  const code = codes.get(errno) ?? classes[sqlState.slice(0, 2)] ?? networkCode(error);
  if (code === 'not_writable') {
    const target = table === undefined ? 'this' : `"${table.name}"`;
    return fault(code, { target, reason: reasons.get(errno) ?? 'it takes no rows' }, extra);
  }
  const reason =
    doing.ownSql === true && remarks.has(errno) && error.sqlMessage !== undefined
      ? error.sqlMessage
      : reasonOf(error, doing);
  return fault(code, { action, reason }, extra);
};

/** Errors before the protocol: the server was not reached or went away. */
const networkCode = ({ errno, sqlState }: MysqlError): FaultCode =>
  sqlState === undefined || errno === undefined ? 'database_unavailable' : 'database_error';

/** Numbers of https://mariadb.com/kb/en/mariadb-error-codes/ and MySQL's, which agree up to 1899. */
const codes: ReadonlyMap<number, FaultCode> = new Map<number, FaultCode>([
  ...each('unique_violation', 1022, 1062, 1169, 1586),
  ...each('not_null_violation', 1048, 1263, 1364, 1566),
  ...each('foreign_key_violation', 1216, 1217, 1451, 1452),
  ...each('check_violation', 3819, 4025, 1644),
  ...each('not_writable', 1288, 1347, 1348, 1394, 1395, 1443, 1471, 1906, 3105, 1290, 1836),
  ...each('invalid_value', 1264, 1265, 1292, 1366, 1367, 1406, 1411, 1416, 1441, 1525, 1690),
  ...each('invalid_value', 3140, 3141, 3143, 3156, 3158, 4079, 1153, 1105, 1300, 3854),
  ...each('sql_refused', 1054, 1060, 1064, 1091, 1111, 1146, 1149, 1222, 1305, 1318, 1327),
  ...each('sql_refused', 1365, 1792, 3730, 1834, 1829, 1553, 1121, 1068, 1072, 1075, 1101, 1170),
  ...each(
    'sql_refused',
    1242,
    1247,
    1140,
    1055,
    1052,
    1066,
    1210,
    1582,
    1583,
    1215,
    1005,
    3780,
    3757,
  ),
  // MariaDB's word for a type it does not know; MySQL calls it a syntax error.
  ...each('sql_refused', 4161),
  ...each('name_taken', 1007, 1050, 1061, 1826),
  ...each('database_busy', 1205, 1213, 1020, 3572, 1614, 1615),
  ...each(
    'database_unavailable',
    1040,
    1053,
    1077,
    1079,
    1152,
    1158,
    1159,
    1160,
    1161,
    1203,
    1226,
    1927,
  ),
  ...each('permission_denied', 1044, 1142, 1143, 1227, 1370, 1419, 1410, 1356),
  ...each('query_stopped', 1317, 1969, 3024, 1028),
]);

function each(
  code: FaultCode,
  ...numbers: readonly number[]
): readonly (readonly [number, FaultCode])[] {
  return numbers.map((number) => [number, code]);
}

/** By the first two characters of SQLSTATE, for numbers that are not listed. */
const classes: Readonly<Record<string, FaultCode>> = {
  '08': 'database_unavailable',
  '22': 'invalid_value',
  '23': 'check_violation',
  '40': 'database_busy',
  '42': 'sql_refused',
};

/** Remarks that name only words of the statement itself. */
const remarks: ReadonlySet<number> = new Set([
  1052, 1054, 1064, 1066, 1146, 1305, 1318, 1327, 1582,
]);

const loginReasons: Readonly<Record<number, string>> = {
  1044: 'this user may not use the database',
  1049: 'the database does not exist',
  3159: 'it wants an encrypted connection: add tls=true to the DSN',
};
const loginReason = 'user or password are wrong, or this user may not connect from here';

/** What went wrong before the login, by the driver's own words. */
const handshakeReasons: Readonly<Record<string, string>> = {
  HANDSHAKE_NO_SSL_SUPPORT:
    'the server takes no encrypted connections, and tls in the DSN asks for one',
  HANDSHAKE_SSL_ERROR: 'the certificate of the server is not trusted',
};

const isLogin = (errno: number, action: Doing['action']): boolean =>
  errno === 1045 ||
  errno === 1698 ||
  errno === 3159 ||
  (action === 'Connection' && (errno === 1044 || errno === 1049));

const reasonOf = (error: MysqlError, { table }: Doing): string => {
  const { errno = 0, sqlMessage = '' } = error;
  const column = /(?:[Cc]olumn|Field) '?(?:`[^`]*`\.)*`?([^'`]+)[`']/.exec(sqlMessage)?.[1];
  const constraint = /constraint [`']([^`']+)[`']/i.exec(sqlMessage)?.[1];
  const rule = constraint === undefined ? '' : ` (constraint "${constraint}")`;
  switch (codes.get(errno)) {
    case 'unique_violation':
      return duplicateReason(sqlMessage, table);
    case 'not_null_violation':
      return `${column === undefined ? 'a column' : `"${column}"`} must not be null`;
    case 'foreign_key_violation':
      return `a key refers to a row that is not there, or rows still refer to it${rule}`;
    case 'check_violation':
      // 1644 is SIGNAL: a sentence by the owner of the database.
      return errno === 1644 ? sqlMessage : `the row breaks a rule of the table${rule}`;
    case 'invalid_value':
      return `${column === undefined ? 'a value' : `the value of "${column}"`} ${reasons.get(errno) ?? 'does not fit its type'}`;
    default:
      return reasons.get(errno) ?? 'the database does not accept it';
  }
};

const reasons: ReadonlyMap<number, string> = new Map([
  [1264, 'is out of the range of its type'],
  [1406, 'is longer than its column takes'],
  [1153, 'is larger than max_allowed_packet of the server'],
  [1054, 'there is no such column'],
  [1146, 'there is no such table'],
  [1305, 'there is no such routine'],
  [1348, 'one of its columns cannot be written through the view'],
  [1906, 'the database generates a column of it'],
  [3105, 'the database generates a column of it'],
  [1290, 'the server only permits reading'],
  [1836, 'the server only permits reading'],
  [1792, 'it would write, and only reading is permitted here'],
  [1451, 'other objects depend on it'],
  [3730, 'other objects depend on it'],
  [1091, 'there is no such column or key'],
  [4161, 'there is no such type'],
  [1060, 'the name is taken'],
  [1050, 'the name is taken'],
  [1064, 'the database does not accept it for these columns'],
]);

/** The message names the key; its columns are known from the table. The value is not repeated. */
const duplicateReason = (message: string, table: TableSchema | undefined): string => {
  const key = /for key '(?:[^']*\.)?([^'.]+)'/.exec(message)?.[1];
  if (key === undefined) return 'a row with this key exists already';
  const columns =
    key === 'PRIMARY'
      ? table?.primary_key
      : table?.indexes.find((index) => index.name === key)?.columns;
  const names = columns?.map((name) => `"${name}"`).join(', ');
  return `a row with this ${names || 'key'} exists already (key "${key}")`;
};
