import type { Column } from '../../model/schema.ts';
import type { AggregateFunction, CellValue } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';
import { acceptCell, acceptLiteral, type AcceptedValue, refuse } from '../sql/accept-value.ts';
import type { Bind, Dialect, Field, Operand, RowShape, RowsQuery } from '../sql/dialect.ts';
import { type Instant, parseInstant, parseTimeOfDay } from '../sql/instant.ts';
import { plainDecimal } from '../sql/plain-decimal.ts';
import { typeKind } from './column-type.ts';
import { jsonValue, keyText } from './values.ts';

/** The SQL of SQL Server 2016 and later for the tables of one schema. */
export const mssqlDialect = (schema: string): Dialect => ({
  driver: 'mssql',
  // A row that leaves an identity column alone must not name it.
  defaultInValues: false,
  // The server takes 2100, of which the driver needs some for itself.
  parametersMax: 2000,
  rowsPerInsertMax: 100,
  quote,
  placeholder: (position) => `@p${position}`,
  tableName: (table) => `${quote(schema)}.${quote(table)}`,
  literal,
  cell,
  asText: ({ sql, column }) => keyText(sql, column.db_type),
  // A bracket would begin a set of characters.
  like: (subject, pattern, escaped) =>
    escaped
      ? `${subject} LIKE REPLACE(${pattern}, N'[', N'\\[') ESCAPE N'\\'`
      : `${subject} LIKE REPLACE(${pattern}, N'[', N'[[]')`,
  orderTerm,
  aggregate,
  page: (limit, offset, ordered, bind) => {
    if (limit === undefined && offset === 0) return '';
    const order = ordered ? '' : ' ORDER BY (SELECT NULL)';
    const rows = `${order} OFFSET ${bind(BigInt(offset))} ROWS`;
    return limit === undefined ? rows : `${rows} FETCH NEXT ${bind(BigInt(limit))} ROWS ONLY`;
  },
  renderRows,
});

/** A name in brackets; any character may stand in it. */
export const quote = (name: string): string => `[${name.replaceAll(']', ']]')}]`;

/** A string literal of any characters. */
export const text = (value: string): string => `N'${value.replaceAll("'", "''")}'`;

/** CONCAT takes 254 arguments; some are left for nesting. */
const argumentsMax = 200;

/** The JSON of a row, as SQL. */
export const rowJson = (fields: readonly Field[]): string => {
  const parts = fields.flatMap((field, index) => [
    text(`${index === 0 ? '{' : ','}${JSON.stringify(field.name)}:`),
    fieldValue(field),
  ]);
  return concat([...(parts.length === 0 ? [text('{')] : parts), text('}')]);
};

/** The first part says that the text may be longer than 4000 characters. */
const concat = (parts: readonly string[]): string => {
  const groups: string[] = [];
  for (let from = 0; from < parts.length; from += argumentsMax) {
    const group = parts.slice(from, from + argumentsMax).join(', ');
    groups.push(`CONCAT(CAST(N'' AS NVARCHAR(MAX)), ${group})`);
  }
  return groups.length === 1 ? groups.join('') : `CONCAT(${groups.join(', ')})`;
};

/** Counts, sums and averages have made-up columns without a type; those of decimals stay decimals. */
const fieldValue = (field: Operand): string => jsonValue(field.sql, operandType(field));

const operandType = ({ column, aggregate: name, argument }: Operand): string => {
  if (name === undefined || name === 'min' || name === 'max') return column.db_type;
  if (column.json_type === 'integer') return name === 'count' ? 'bigint' : 'int';
  const kind = typeKind(argument?.db_type ?? '');
  return kind === 'decimal' || kind === 'money' ? 'decimal' : 'float';
};

const renderRows = (query: RowsQuery, shape: RowShape): string => {
  const keys = shape === 'keyed' ? query.keys.map((key) => keyText(key.sql, operandType(key))) : [];
  const list = [rowJson(query.fields), ...keys].map((sql, index) => `${sql} AS [c${index}]`);
  return `SELECT ${list.join(', ')}${query.from}${query.order}${query.page}`;
};

/** Nulls would stand first ascending; saying so where there are none would cost the index. */
const orderTerm = ({ sql, column }: Operand, direction: 'asc' | 'desc'): string => {
  const term = direction === 'asc' ? sql : `${sql} DESC`;
  if (!column.nullable) return term;
  return `CASE WHEN ${sql} IS NULL THEN 1 ELSE 0 END${direction === 'asc' ? '' : ' DESC'}, ${term}`;
};

/** Sums of integers would overflow, averages be cut to integers. */
const aggregate = (
  name: AggregateFunction,
  operand: Operand | undefined,
  distinct: boolean,
): string => {
  const word = distinct ? 'DISTINCT ' : '';
  if (name === 'count') return `COUNT_BIG(${word}${operand?.sql ?? '*'})`;
  const sql = operand?.sql ?? '*';
  const isWhole = operand?.column.json_type === 'integer';
  if (name === 'sum' && isWhole) return `SUM(${word}CAST(${sql} AS DECIMAL(38, 0)))`;
  if (name === 'avg' && isWhole) return `AVG(${word}CAST(${sql} AS FLOAT))`;
  return `${name.toUpperCase()}(${word}${sql})`;
};

const literal = (value: Literal, column: Column, bind: Bind): string => {
  const kind = typeKind(column.db_type);
  const said = value.kind === 'text' ? value.value : '';
  switch (kind) {
    case 'ticks':
    case 'datetime':
    case 'offset':
    case 'date':
    case 'time':
      return timeValue(said, column, 'Query', bind);
    case 'uuid':
      return uuidValue(said, column, 'Query', bind);
    default:
  }
  const accepted = acceptLiteral(value, column);
  // A Unicode text beside a column that has none would keep older collations from its index.
  if (accepted.kind === 'text' && isAscii(accepted.value) && /^(var)?char/i.test(column.db_type)) {
    return `CAST(${bind(accepted.value)} AS VARCHAR(8000))`;
  }
  return bindAccepted(accepted, column, 'Query', bind);
};

const isAscii = (value: string): boolean => /^[\x20-\x7e]{0,8000}$/.test(value);

/** A null is written out: bound it would be a text, which binary columns refuse. */
const cell = (value: CellValue, column: Column, bind: Bind): string => {
  if (value === null) return 'NULL';
  const said = typeof value === 'object' ? value.text : String(value);
  switch (typeKind(column.db_type)) {
    case 'ticks':
    case 'datetime':
    case 'offset':
    case 'date':
    case 'time':
      return timeValue(said, column, 'Write', bind);
    case 'uuid':
      return uuidValue(said, column, 'Write', bind);
    case 'spatial': {
      const type = /^geography/i.test(column.db_type) ? 'geography' : 'geometry';
      return `${type}::STGeomFromText(${bind(said)}, ${type === 'geography' ? 4326 : 0})`;
    }
    default: {
      const accepted = acceptCell(value, column);
      return accepted === null ? 'NULL' : bindAccepted(accepted, column, 'Write', bind);
    }
  }
};

type Action = 'Query' | 'Write';

const bindAccepted = (
  accepted: AcceptedValue,
  column: Column,
  action: Action,
  bind: Bind,
): string => {
  switch (accepted.kind) {
    case 'json':
      return bind(accepted.text);
    case 'decimal':
      return typeKind(column.db_type) === 'float'
        ? bind(Number(accepted.text))
        : decimalValue(accepted.text, column, action, bind);
    case 'integer':
      return typeKind(column.db_type) === 'float'
        ? bind(Number(accepted.value))
        : bind(accepted.value);
    default:
      return bind(accepted.value);
  }
};

/** As wide as the value itself: a cast to the column's type would round it before it is compared. */
const decimalValue = (digits: string, column: Column, action: Action, bind: Bind): string => {
  const decimal = plainDecimal(digits);
  if (decimal === undefined || decimal.whole + decimal.scale > 38) {
    return refuse(action, column, digits);
  }
  const precision = Math.max(decimal.whole + decimal.scale, 1);
  return `CAST(${bind(decimal.text)} AS DECIMAL(${precision}, ${decimal.scale}))`;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const uuidValue = (value: string, column: Column, action: Action, bind: Bind): string =>
  uuid.test(value) ? `CAST(${bind(value)} AS UNIQUEIDENTIFIER)` : refuse(action, column, value);

const timeValue = (value: string, column: Column, action: Action, bind: Bind): string => {
  const kind = typeKind(column.db_type);
  if (kind === 'time') {
    const time = parseTimeOfDay(value);
    if (time === undefined) return refuse(action, column, value);
    return `CAST(${bind(time.slice(0, 16))} AS TIME(7))`;
  }
  const instant = parseInstant(value);
  if (instant === undefined) return refuse(action, column, value);
  if (kind === 'date') return `CAST(${bind(instant.date)} AS DATE)`;
  if (kind === 'offset') return `CAST(${bind(`${pointInTime(instant)}Z`)} AS DATETIMEOFFSET(7))`;
  const exact = `CAST(${bind(pointInTime(instant))} AS DATETIME2(7))`;
  // Rounded to its steps like the column, or nothing between them is ever equal.
  return kind === 'ticks' && action === 'Query' ? `CAST(${exact} AS DATETIME)` : exact;
};

/** With a T the text means the same in every language setting; seven digits are all there are. */
const pointInTime = ({ date, time, fraction }: Instant): string =>
  `${date}T${time}${fraction === '' ? '' : `.${fraction.slice(0, 7)}`}`;
