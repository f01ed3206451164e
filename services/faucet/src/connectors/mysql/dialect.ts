import type { Column } from '../../model/schema.ts';
import type { AggregateFunction, CellValue } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';
import {
  acceptCell,
  acceptLiteral,
  type AcceptedValue,
  acceptNumber,
  refuse,
} from '../sql/accept-value.ts';
import type { Bind, Dialect, Field, Operand, RowShape, RowsQuery } from '../sql/dialect.ts';
import { typeKind } from './column-type.ts';
import { isTimeOfDay, storeTimestamp } from './timestamps.ts';
import { type Flavour, jsonValue, keyText } from './values.ts';

/** The SQL of MySQL and MariaDB for the tables of one database. */
export const mysqlDialect = (database: string, flavour: Flavour): Dialect => ({
  driver: 'mysql',
  defaultInValues: true,
  emptyInsert: ' () VALUES ()',
  // The protocol counts parameters in 16 bits.
  parametersMax: 65_535,
  quote,
  placeholder: () => '?',
  tableName: (table) => `${quote(database)}.${quote(table)}`,
  literal,
  cell,
  asText: ({ sql, column }) =>
    typeKind(column.db_type) === 'text' ? sql : keyText(sql, column.db_type),
  // The server always takes a backslash for an escape; doubling it makes it a character.
  like: (text, pattern, escaped) =>
    escaped ? `${text} LIKE ${pattern}` : `${text} LIKE REPLACE(${pattern}, '\\\\', '\\\\\\\\')`,
  orderTerm,
  aggregate,
  page: (limit, offset) => {
    if (limit === undefined && offset === 0) return '';
    // There is no OFFSET without a LIMIT; this one is beyond any table.
    const rows = ` LIMIT ${limit ?? '18446744073709551615'}`;
    return offset === 0 ? rows : `${rows} OFFSET ${offset}`;
  },
  renderRows: (query, shape) => renderRows(query, shape, flavour),
});

/** The same for INSERT on MariaDB, which gives back what it stored; no other statement can. */
export const returningDialect = (dialect: Dialect, flavour: Flavour): Dialect => ({
  ...dialect,
  returning: {
    place: 'end',
    render: (fields, check) =>
      `RETURNING ${rowJson(fields, flavour)}, ${check === undefined ? '1' : `IF(${check}, 1, 0)`}`,
  },
});

/** A name in backticks; any character may stand in it. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A string literal. */
export const text = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** The JSON of a row, as SQL. */
const rowJson = (fields: readonly Field[], flavour: Flavour): string =>
  `JSON_OBJECT(${fields.map((field) => `${text(field.name)}, ${fieldValue(field, flavour)}`).join(', ')})`;

/** Counts, sums and averages have made-up columns without a type; those of decimals stay decimals. */
const fieldValue = (field: Operand, flavour: Flavour): string => {
  const { sql, column, aggregate: name, argument } = field;
  if (name === undefined || name === 'min' || name === 'max') {
    return jsonValue(sql, column.db_type, flavour);
  }
  const isDecimal = name !== 'count' && typeKind(argument?.db_type ?? '') === 'decimal';
  return isDecimal ? `CAST(${sql} AS CHAR)` : sql;
};

const renderRows = (query: RowsQuery, shape: RowShape, flavour: Flavour): string => {
  const keys =
    shape === 'keyed' ? query.keys.map(({ sql, column }) => keyText(sql, column.db_type)) : [];
  const list = [rowJson(query.fields, flavour), ...keys].join(', ');
  return `SELECT ${list}${query.from}${query.order}${query.page}`;
};

/** Nulls would stand first ascending; saying so where there are none would cost the index. */
const orderTerm = ({ sql, column }: Operand, direction: 'asc' | 'desc'): string => {
  const term = direction === 'asc' ? sql : `${sql} DESC`;
  if (!column.nullable) return term;
  return `${sql} IS NULL${direction === 'asc' ? '' : ' DESC'}, ${term}`;
};

/** The average of integers is a decimal of four digits unless a double is averaged. */
const aggregate = (
  name: AggregateFunction,
  operand: Operand | undefined,
  distinct: boolean,
): string => {
  const isWhole = name === 'avg' && operand?.column.json_type === 'integer';
  const of = operand === undefined ? '*' : `${operand.sql}${isWhole ? ' + 0e0' : ''}`;
  return `${name.toUpperCase()}(${distinct ? 'DISTINCT ' : ''}${of})`;
};

/** Cast outright: the server compares a number with a text as doubles. */
const literal = (value: Literal, column: Column, bind: Bind): string => {
  const kind = typeKind(column.db_type);
  if (kind === 'tinyint' && value.kind !== 'boolean') {
    const accepted = acceptNumber(value.kind === 'text' ? value.value : value.text);
    if (accepted !== undefined) return number(accepted, column, bind);
  }
  if (kind === 'datetime' || kind === 'date' || kind === 'time') {
    return bind(timeText(value.kind === 'text' ? value.value : '', column, 'Query'));
  }
  const accepted = acceptLiteral(value, column);
  return accepted.kind === 'integer' || accepted.kind === 'decimal'
    ? number(accepted, column, bind)
    : bind(parameter(accepted));
};

const number = (accepted: AcceptedValue, column: Column, bind: Bind): string => {
  if (accepted.kind === 'integer') return `CAST(${bind(accepted.value)} AS SIGNED)`;
  if (accepted.kind !== 'decimal') return bind(parameter(accepted));
  if (typeKind(column.db_type) === 'float') {
    // A double is never equal to the shorter float of the same digits.
    const isShort = /^float/i.test(column.db_type);
    return isShort ? `CAST(${bind(accepted.text)} AS FLOAT)` : bind(Number(accepted.text));
  }
  // Digits enough for any column; the server takes no exponent here.
  return /e/i.test(accepted.text)
    ? bind(Number(accepted.text))
    : `CAST(${bind(accepted.text)} AS DECIMAL(65,30))`;
};

const cell = (value: CellValue, column: Column, bind: Bind): string => {
  if (value === null) return bind(null);
  const kind = typeKind(column.db_type);
  switch (kind) {
    case 'tinyint': {
      const small = typeof value === 'boolean' ? undefined : acceptNumber(scalarText(value));
      if (small?.kind === 'integer') return bind(small.value);
      break;
    }
    case 'datetime':
    case 'date':
    case 'time':
      return bind(timeText(scalarText(value) ?? '', column, 'Write'));
    case 'integer': {
      // Beyond 63 bits there are still unsigned ones; the column itself knows its range.
      const whole = acceptNumber(scalarText(value));
      if (whole?.kind === 'decimal' && /^\d+$/.test(whole.text)) return bind(whole.text);
      break;
    }
    case 'bits': {
      // Text would be taken for the bytes themselves.
      const whole = acceptNumber(scalarText(value));
      if (whole?.kind === 'integer') return `CAST(${bind(whole.value)} AS UNSIGNED)`;
      break;
    }
    case 'geometry':
      return `ST_GeomFromText(${bind(scalarText(value) ?? '')})`;
    default:
  }
  const accepted = acceptCell(value, column);
  return bind(accepted === null ? null : parameter(accepted));
};

const scalarText = (value: Exclude<CellValue, null>): string | undefined => {
  if (typeof value !== 'object') return String(value);
  return value.kind === 'number' ? value.text : undefined;
};

const timeText = (value: string, column: Column, action: 'Query' | 'Write'): string => {
  const kind = typeKind(column.db_type);
  if (kind === 'time') return isTimeOfDay(value) ? value : refuse(action, column, value);
  const stored = storeTimestamp(value);
  return stored ?? refuse(action, column, value);
};

const parameter = (accepted: AcceptedValue): string | bigint | number | Uint8Array => {
  switch (accepted.kind) {
    case 'decimal':
    case 'json':
      return accepted.text;
    case 'boolean':
      return accepted.value ? 1 : 0;
    default:
      return accepted.value;
  }
};
