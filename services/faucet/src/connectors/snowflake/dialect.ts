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
import { parseInstant, parseTimeOfDay } from '../sql/instant.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import { kindOf } from './column-type.ts';
import { jsonValue, keyText } from './values.ts';

/** Snowflake's SQL for the tables of one schema. */
export const snowflakeDialect = (schema: string): Dialect => ({
  driver: 'snowflake',
  // Rows are inserted by SELECT, which has no DEFAULT: functions may not stand in VALUES.
  defaultInValues: false,
  parametersMax: 10_000,
  rowsPerInsertMax: 500,
  inListMax: 10_000,
  quote,
  placeholder: () => '?',
  tableName: (table) => `${quote(schema)}.${quote(table)}`,
  literal,
  cell,
  asText: ({ sql, column }) => keyText(sql, column),
  // In a string of the server a backslash stands for itself only when doubled.
  like: (subject, pattern, escaped) =>
    `${subject} LIKE ${pattern}${escaped ? " ESCAPE '\\\\'" : ''}`,
  // The order of nulls is a setting of the account.
  orderTerm: ({ sql, column }, direction) => {
    const term = direction === 'asc' ? sql : `${sql} DESC`;
    if (!column.nullable) return term;
    return `${term} NULLS ${direction === 'asc' ? 'LAST' : 'FIRST'}`;
  },
  aggregate,
  page: (limit, offset) => {
    if (limit === undefined && offset === 0) return '';
    // There is no OFFSET without a LIMIT; NULL is none.
    const rows = ` LIMIT ${limit ?? 'NULL'}`;
    return offset === 0 ? rows : `${rows} OFFSET ${offset}`;
  },
  renderRows,
});

/** A name in double quotes; any character may stand in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal. */
export const text = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** The JSON of a row, as SQL. */
export const rowJson = (fields: readonly Field[]): string => {
  const members = fields.map((field) => `${text(field.name)}, ${fieldValue(field)}`);
  return `TO_JSON(OBJECT_CONSTRUCT_KEEP_NULL(${members.join(', ')}))`;
};

const fieldValue = (field: Operand): string => jsonValue(field.sql, operandColumn(field));

/** Sums and averages of decimals stay decimals, which are strings. */
const operandColumn = ({ column, aggregate: name, argument }: Operand): Column => {
  const isComputed = name === 'sum' || name === 'avg';
  if (!isComputed || argument === undefined) return column;
  return kindOf(argument) === 'decimal' ? { ...column, db_type: 'NUMBER(38,1)' } : column;
};

const renderRows = (query: RowsQuery, shape: RowShape): string => {
  const keys =
    shape === 'keyed' ? query.keys.map((key) => keyText(key.sql, operandColumn(key))) : [];
  const list = [rowJson(query.fields), ...keys].map((sql, index) => `${sql} AS c${index}`);
  return `SELECT ${list.join(', ')}${query.from}${query.order}${query.page}`;
};

/** The average of integers is a decimal of six digits unless a double is averaged. */
const aggregate = (
  name: AggregateFunction,
  operand: Operand | undefined,
  distinct: boolean,
): string => {
  const isWhole = name === 'avg' && operand?.column.json_type === 'integer';
  const of = operand === undefined ? '*' : `${operand.sql}${isWhole ? '::FLOAT' : ''}`;
  return `${name.toUpperCase()}(${distinct ? 'DISTINCT ' : ''}${of})`;
};

type Action = 'Query' | 'Write';

const literal = (value: Literal, column: Column, bind: Bind): string => {
  const said = value.kind === 'text' ? value.value : '';
  return (
    timeValue(said, column, 'Query', bind) ??
    bindAccepted(acceptLiteral(value, column), column, 'Query', bind)
  );
};

const cell = (value: CellValue, column: Column, bind: Bind): string => {
  if (value === null) return 'NULL';
  const said = typeof value === 'object' ? value.text : String(value);
  const time = timeValue(said, column, 'Write', bind);
  if (time !== undefined) return time;
  switch (kindOf(column)) {
    case 'variant':
      return `PARSE_JSON(${bind(jsonText(value))})`;
    case 'object':
      return `PARSE_JSON(${bind(jsonText(value))})::OBJECT`;
    case 'array':
      return `PARSE_JSON(${bind(jsonText(value))})::ARRAY`;
    case 'geography':
      return `TO_GEOGRAPHY(${bind(said)})`;
    case 'geometry':
      return `TO_GEOMETRY(${bind(said)})`;
    default: {
      const accepted = acceptCell(value, column);
      return accepted === null ? 'NULL' : bindAccepted(accepted, column, 'Write', bind);
    }
  }
};

const bindAccepted = (
  accepted: AcceptedValue,
  column: Column,
  action: Action,
  bind: Bind,
): string => {
  switch (accepted.kind) {
    case 'bytes':
      return `BASE64_DECODE_BINARY(${bind(Buffer.from(accepted.value).toString('base64'))})`;
    case 'json':
      return bind(accepted.text);
    case 'integer':
    case 'decimal': {
      const digits = accepted.kind === 'integer' ? String(accepted.value) : accepted.text;
      if (kindOf(column) === 'float') return `TO_DOUBLE(${bind(digits)})`;
      const plain = plainDecimal(digits);
      // As wide as the value itself: fewer digits would round it before it is compared.
      if (plain === undefined || plain.whole + plain.scale > 38 || plain.scale > 37) {
        return refuse(action, column, digits);
      }
      return `TO_NUMBER(${bind(plain.text)}, 38, ${plain.scale})`;
    }
    default:
      return bind(accepted.value);
  }
};

/** The value of a column of times; undefined for other columns. */
const timeValue = (
  value: string,
  column: Column,
  action: Action,
  bind: Bind,
): string | undefined => {
  const kind = kindOf(column);
  if (kind === 'time') {
    const time = parseTimeOfDay(value);
    return time === undefined
      ? refuse(action, column, value)
      : `TO_TIME(${bind(nineDigits(time))}, 'HH24:MI:SS.FF9')`;
  }
  if (kind !== 'date' && !kind.startsWith('timestamp')) return undefined;
  const instant = parseInstant(value);
  if (instant === undefined) return refuse(action, column, value);
  if (kind === 'date') return `TO_DATE(${bind(instant.date)}, 'YYYY-MM-DD')`;
  const exact = nineDigits(`${instant.date}T${instant.time}.${instant.fraction}`);
  if (kind === 'timestamp ntz') {
    return `TO_TIMESTAMP_NTZ(${bind(exact)}, 'YYYY-MM-DD"T"HH24:MI:SS.FF9')`;
  }
  const name = kind === 'timestamp tz' ? 'TO_TIMESTAMP_TZ' : 'TO_TIMESTAMP_LTZ';
  return `${name}(${bind(`${exact}+00:00`)}, 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM')`;
};

/** The fraction in the nine digits the format says. */
const nineDigits = (time: string): string => {
  const [second = '', fraction = ''] = time.split('.');
  return `${second}.${fraction.slice(0, 9).padEnd(9, '0')}`;
};
