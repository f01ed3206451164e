import type { Column } from '../../model/schema.ts';
import type { CellValue, SelectPlan } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';
import {
  acceptCell,
  acceptLiteral,
  type AcceptedValue,
  acceptNumber,
  jsonText,
  refuse,
} from '../sql/accept-value.ts';
import type {
  ConflictClause,
  Dialect,
  Field,
  RowShape,
  RowsQuery,
  SqlParameter,
} from '../sql/dialect.ts';
import { isDecimalType } from './column-type.ts';
import { storeTimestamp, type TimestampStyle } from './timestamps.ts';
import { isDynamic, jsonValue, keyText } from './values.ts';

/** What the connector knows about a table beyond its schema. */
export interface SqliteDialectOptions {
  /** A column or rowid that finds a row at once; absent for views and WITHOUT ROWID tables. */
  readonly rowKey?: string;
  readonly timestampStyle?: (column: string) => TimestampStyle;
}

/** SQLite's SQL for one table. */
export const sqliteDialect = (options: SqliteDialectOptions): Dialect => ({
  driver: 'sqlite',
  defaultInValues: false,
  // Rows one by one share a prepared statement; many at once are a new text for each number.
  rowsPerInsertMax: 1,
  parametersMax: 32_766,
  quote,
  placeholder: () => '?',
  tableName: quote,
  literal: (value, column, bind) => bind(literalParameter(value, column, options)),
  cell: (value, column, bind) => bind(cellParameter(value, column, options)),
  asText: (operand) => operand.sql,
  like: (text, pattern, escaped) => `${text} LIKE ${pattern}${escaped ? " ESCAPE '\\'" : ''}`,
  // SQLite sorts null below everything; saying so for columns without nulls would cost the index.
  orderTerm: ({ sql, column }, direction) =>
    direction === 'asc'
      ? `${sql}${column.nullable ? ' ASC NULLS LAST' : ''}`
      : `${sql} DESC${column.nullable ? ' NULLS FIRST' : ''}`,
  aggregate: (name, operand, distinct) =>
    `${name.toUpperCase()}(${distinct ? 'DISTINCT ' : ''}${operand?.sql ?? '*'})`,
  page: (limit, offset, _, bind) => {
    if (limit === undefined && offset === 0) return '';
    // The limit stands in the text, because SQLite prepares a statement with `LIMIT ?` anew for
    // every run (20 µs) to plan for its value. Clients use few limits and many offsets.
    const rows = ` LIMIT ${BigInt(limit ?? -1)}`;
    return offset === 0 ? rows : `${rows} OFFSET ${bind(offset)}`;
  },
  renderRows: (query, shape) => renderRows(query, shape, options),
  returning: {
    place: 'end',
    render: (fields, check) => {
      const satisfied = check === undefined ? '1' : `CASE WHEN ${check} THEN 1 ELSE 0 END`;
      return `RETURNING ${rowJson(fields)} AS json, ${satisfied} AS ok`;
    },
  },
  onConflict,
});

/** A name in double quotes; any character may stand in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal, for the keys of JSON objects. */
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** `json_object` takes 1000 arguments; wider rows are joined from several objects. */
const fieldsMax = 500;

const rowJson = (fields: readonly Field[]): string => {
  const pairs = fields.map(({ name, sql, column }) => `${text(name)}, ${jsonValue(sql, column)}`);
  if (pairs.length <= fieldsMax) return `json_object(${pairs.join(', ')})`;
  const objects: string[] = [];
  for (let from = 0; from < pairs.length; from += fieldsMax) {
    objects.push(`json_object(${pairs.slice(from, from + fieldsMax).join(', ')})`);
  }
  const inner = objects.map((object) => `substr(${object}, 2, length(${object}) - 2)`);
  return `('{' || ${inner.join(" || ',' || ")} || '}')`;
};

const renderRows = (query: RowsQuery, shape: RowShape, options: SqliteDialectOptions): string => {
  const json = rowJson(query.fields);
  const late = lateLookup(query, options);
  const rest = late ?? query.from + query.order + query.page;
  if (shape === 'joined' && late === undefined) {
    return `SELECT group_concat(r, ',') AS json, COUNT(*) AS count FROM (SELECT ${json} AS r${rest})`;
  }
  if (shape === 'joined')
    return `SELECT group_concat(${json}, ',') AS json, COUNT(*) AS count${rest}`;
  const keys = shape === 'keyed' ? query.keys : [];
  const texts = keys.map(({ sql, column }, index) => `, ${keyText(sql, column)} AS k${index}`);
  return `SELECT ${json} AS json${texts.join('')}${rest}`;
};

/**
 * Sorting carries every selected value of every row that matches, so an ordered page first sorts
 * keys alone and then looks up its few rows: 10 000 rows sorted for 20 take half the time.
 */
const lateLookup = (query: RowsQuery, { rowKey }: SqliteDialectOptions): string | undefined => {
  const { plan, from, order, page } = query;
  const isPlain = plan.group.length === 0 && plan.limitPer === undefined;
  const isPage = order !== '' && plan.limit !== undefined && !isRowidOrder(plan);
  if (rowKey === undefined || !isPlain || !isPage) return undefined;
  if (query.fields.some((field) => field.aggregate !== undefined)) return undefined;
  const key = quote(rowKey);
  return ` FROM (SELECT t.${key} AS k${from}${order}${page}) p CROSS JOIN ${quote(plan.table.name)} t ON t.${key} = p.k`;
};

/** Whether rows come in the order of their rowid, so that there is nothing to sort. */
const isRowidOrder = ({ order: [first], table }: SelectPlan): boolean => {
  if (first === undefined || !('column' in first.target)) return false;
  const { column: name } = first.target;
  return table.columns.some((column) => column.name === name && column.is_auto_increment);
};

const onConflict = ({ conflict, check }: ConflictClause): string => {
  const target = ` ON CONFLICT (${conflict.columns.map(quote).join(', ')})`;
  if (conflict.action === 'nothing') return `${target} DO NOTHING`;
  // A row of key columns only still has to come back, so its key is set to itself.
  const update = conflict.update.length > 0 ? conflict.update : conflict.columns.slice(0, 1);
  const set = update.map((name) => `${quote(name)} = excluded.${quote(name)}`).join(', ');
  return `${target} DO UPDATE SET ${set}${check === undefined ? '' : ` WHERE ${check}`}`;
};

const literalParameter = (
  literal: Literal,
  column: Column,
  options: SqliteDialectOptions,
): SqlParameter => {
  const isNumber = literal.kind === 'integer' || literal.kind === 'decimal';
  const isTime = column.json_type === 'string(date-time)';
  if (isDynamic(column) || (isTime && isNumber)) return dynamicLiteral(literal);
  const accepted = acceptLiteral(literal, column);
  if (isTime && accepted.kind === 'text') return storedTime(accepted.value, column, options);
  return parameter(accepted);
};

const dynamicLiteral = (literal: Literal): SqlParameter => {
  if (literal.kind === 'text') return literal.value;
  if (literal.kind === 'boolean') return literal.value ? 1 : 0;
  const accepted = acceptNumber(literal.text);
  return accepted === undefined ? literal.text : parameter(accepted);
};

const cellParameter = (
  cell: CellValue,
  column: Column,
  options: SqliteDialectOptions,
): SqlParameter => {
  if (cell === null) return null;
  const isNumber = typeof cell === 'number' || (typeof cell === 'object' && cell.kind === 'number');
  const isTime = column.json_type === 'string(date-time)';
  if (isDynamic(column) || (isTime && isNumber)) return dynamicCell(cell);
  const accepted = acceptCell(cell, column);
  if (accepted === null) return null;
  if (accepted.kind === 'decimal') return decimalParameter(accepted.text, column);
  if (isTime && accepted.kind === 'text') return storedTime(accepted.value, column, options);
  return parameter(accepted);
};

const dynamicCell = (cell: Exclude<CellValue, null>): SqlParameter => {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  const accepted = acceptNumber(typeof cell === 'number' ? String(cell) : cell.text);
  return accepted === undefined ? jsonText(cell) : parameter(accepted);
};

const storedTime = (value: string, column: Column, options: SqliteDialectOptions): string =>
  storeTimestamp(value, options.timestampStyle?.(column.name) ?? 'sqlite');

const parameter = (accepted: AcceptedValue): SqlParameter => {
  switch (accepted.kind) {
    case 'integer':
      return integerParameter(accepted.value);
    case 'decimal':
      return Number(accepted.text);
    case 'boolean':
      return accepted.value ? 1 : 0;
    case 'json':
      return accepted.text;
    default:
      return accepted.value;
  }
};

/** The driver takes 32-bit numbers as integers, others as doubles; bigint is exact and slower. */
const integerParameter = (value: bigint): SqlParameter =>
  BigInt.asIntN(32, value) === value ? Number(value) : value;

/** Floating-point columns round as everywhere; a decimal column must not do so unnoticed. */
const decimalParameter = (decimal: string, column: Column): SqlParameter => {
  const value = Number(decimal);
  const isKept =
    Number.isFinite(value) && (!isDecimalType(column.db_type) || sameDecimal(decimal, value));
  return isKept ? value : refuse('Write', column, decimal);
};

/** Whether the double stands for exactly these digits, up to zeros. */
const sameDecimal = (decimal: string, value: number): boolean =>
  digitsOf(decimal) === digitsOf(String(value)) ||
  digitsOf(decimal) === digitsOf(value.toPrecision(17));

const digitsOf = (number: string): string =>
  number
    .replace(/[eE].*$/, '')
    .replace(/[+-]|\./g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
