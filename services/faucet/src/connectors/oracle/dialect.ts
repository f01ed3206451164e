import type { Column } from '../../model/schema.ts';
import type { AggregateFunction, CellValue } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';
import {
  acceptCell,
  acceptLiteral,
  type AcceptedValue,
  jsonText,
  refuse,
} from '../sql/accept-value.ts';
import type { Bind, Dialect, Field, Operand, RowShape, RowsQuery } from '../sql/dialect.ts';
import { type Instant, parseInstant } from '../sql/instant.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import { kindOf, type TypeKind } from './column-type.ts';
import { jsonValue, keyText } from './values.ts';

/** The SQL of Oracle Database 12.2 and later for the tables of one schema. */
export const oracleDialect = (schema: string): Dialect => ({
  driver: 'oracle',
  defaultInValues: true,
  parametersMax: 65_535,
  // Several rows in VALUES came with 23ai, and RETURNING tells of one only.
  rowsPerInsertMax: 1,
  inListMax: 1000,
  quote,
  placeholder: (position) => `:${position}`,
  tableName: (table) => `${quote(schema)}.${quote(table)}`,
  literal,
  cell,
  asText: ({ sql, column }) => keyText(sql, column),
  like: (subject, pattern, escaped) => `${subject} LIKE ${pattern}${escaped ? " ESCAPE '\\'" : ''}`,
  // Nulls already stand last ascending and first descending.
  orderTerm: ({ sql }, direction) => (direction === 'asc' ? sql : `${sql} DESC`),
  aggregate: (name, operand, distinct) => aggregate(name, operand, distinct),
  page: (limit, offset, _, bind) => {
    const from = offset === 0 ? '' : ` OFFSET ${bind(offset)} ROWS`;
    return limit === undefined ? from : `${from} FETCH NEXT ${bind(limit)} ROWS ONLY`;
  },
  renderRows,
});

/** A name in double quotes. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Fields that JSON_OBJECT would write in hexadecimal; they travel beside it as bytes. */
export const isBinaryField = ({ column, aggregate: name }: Operand): boolean =>
  name === undefined && kindOf(column) === 'blob';

/** The JSON of a row but its binary fields, as SQL. */
export const rowJson = (fields: readonly Field[]): string => {
  const members = fields
    .filter((field) => !isBinaryField(field))
    .map((field) => `KEY ${text(field.name)} VALUE ${fieldValue(field)}`);
  return members.length === 0
    ? "'{}'"
    : `JSON_OBJECT(${members.join(', ')} NULL ON NULL RETURNING CLOB)`;
};

/** The JSON of a row, then its binary fields. */
export const rowColumns = (fields: readonly Field[]): readonly string[] => [
  rowJson(fields),
  ...fields.filter(isBinaryField).map(({ sql }) => sql),
];

const fieldValue = (field: Operand): string => jsonValue(field.sql, operandColumn(field));

/** Sums and averages of decimals stay decimals, which are strings. */
const operandColumn = ({ column, aggregate: name, argument }: Operand): Column => {
  const isComputed = name === 'sum' || name === 'avg';
  if (!isComputed || argument === undefined) return column;
  const kind = kindOf(argument);
  if (kind === 'decimal') return { ...column, db_type: 'NUMBER(38,1)' };
  return kind === 'binary float' ? { ...column, db_type: argument.db_type } : column;
};

const renderRows = (query: RowsQuery, shape: RowShape): string => {
  const keys =
    shape === 'keyed' ? query.keys.map((key) => keyText(key.sql, operandColumn(key))) : [];
  const list = [...rowColumns(query.fields), ...keys].map((sql, index) => `${sql} AS c${index}`);
  return `SELECT ${list.join(', ')}${query.from}${query.order}${query.page}`;
};

const aggregate = (
  name: AggregateFunction,
  operand: Operand | undefined,
  distinct: boolean,
): string => `${name.toUpperCase()}(${distinct ? 'DISTINCT ' : ''}${operand?.sql ?? '*'})`;

type Action = 'Query' | 'Write';

const literal = (value: Literal, column: Column, bind: Bind): string => {
  const kind = kindOf(column);
  const said = value.kind === 'text' ? value.value : '';
  if (isTime(kind)) return timeValue(said, column, 'Query', bind);
  if (kind === 'rowid') return `CHARTOROWID(${bind(said)})`;
  const accepted = acceptLiteral(value, column);
  const length = column.max_length ?? 0;
  if (kind === 'padded' && accepted.kind === 'text' && accepted.value.length < length) {
    // Beside a VARCHAR2 its blanks would count.
    return `RPAD(${bind(accepted.value)}, ${length})`;
  }
  return bindAccepted(accepted, column, 'Query', bind);
};

const cell = (value: CellValue, column: Column, bind: Bind): string => {
  if (value === null) return 'NULL';
  const kind = kindOf(column);
  const said = typeof value === 'object' ? value.text : String(value);
  if (isTime(kind)) return timeValue(said, column, 'Write', bind);
  switch (kind) {
    case 'day interval':
      return `TO_DSINTERVAL(${bind(said)})`;
    case 'year interval':
      return `TO_YMINTERVAL(${bind(said)})`;
    case 'xml':
      return `XMLTYPE(${bind(said)})`;
    case 'geometry':
      return `SDO_GEOMETRY(${bind(said)}, NULL)`;
    case 'json':
    case 'json text':
      return bind(jsonText(value));
    default:
  }
  // A NUMBER without a scale is called an integer, but takes fractions.
  const isLoose = column.db_type === 'NUMBER';
  const accepted = acceptCell(value, isLoose ? { ...column, json_type: 'number' } : column);
  return accepted === null ? 'NULL' : bindAccepted(accepted, column, 'Write', bind);
};

const bindAccepted = (
  accepted: AcceptedValue,
  column: Column,
  action: Action,
  bind: Bind,
): string => {
  switch (accepted.kind) {
    case 'json':
      return bind(accepted.text);
    case 'integer':
    case 'decimal': {
      const digits = accepted.kind === 'integer' ? String(accepted.value) : accepted.text;
      if (kindOf(column) === 'binary float') return `TO_BINARY_DOUBLE(${bind(digits)})`;
      const plain = plainDecimal(digits);
      if (plain === undefined || plain.whole > 126) return refuse(action, column, digits);
      return `TO_NUMBER(${bind(plain.text)})`;
    }
    default:
      return bind(accepted.value);
  }
};

const isTime = (kind: TypeKind): boolean => kind === 'date' || kind.startsWith('timestamp');

const timeValue = (value: string, column: Column, action: Action, bind: Bind): string => {
  const instant = parseInstant(value);
  if (instant === undefined) return refuse(action, column, value);
  const kind = kindOf(column);
  const second = `${instant.date}T${instant.time}`;
  // A DATE is compared as it is, so that its index is used, unless there is a fraction.
  const isWhole = /^0*$/.test(instant.fraction);
  if (kind === 'date' && (isWhole || action === 'Write')) {
    return `TO_DATE(${bind(second)}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
  }
  const exact = `${second}.${fractionOf(instant)}`;
  return kind === 'timestamp tz' || kind === 'timestamp ltz'
    ? `TO_TIMESTAMP_TZ(${bind(`${exact}+00:00`)}, 'YYYY-MM-DD"T"HH24:MI:SS.FFTZH:TZM')`
    : `TO_TIMESTAMP(${bind(exact)}, 'YYYY-MM-DD"T"HH24:MI:SS.FF')`;
};

/** Nine digits are all there are. */
const fractionOf = ({ fraction }: Instant): string => fraction.slice(0, 9) || '0';
