import { fault } from '../../faults.ts';
import type { Column } from '../../model/schema.ts';
import type { AggregateFunction, CellValue } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';
import { acceptCell, acceptLiteral, type AcceptedValue, jsonText } from '../sql/accept-value.ts';
import type {
  Bind,
  ConflictClause,
  Dialect,
  Field,
  Operand,
  RowShape,
  RowsQuery,
} from '../sql/dialect.ts';
import { arrayLiteral } from './array-literal.ts';
import type { ColumnType, TypeCatalog } from './column-type.ts';
import { jsonValue, keyText } from './values.ts';

/**
 * PostgreSQL's SQL for the tables of one schema. Parameters travel as text without a type, so that
 * the server reads each as what the column beside it is.
 */
export const postgresDialect = (schema: string, types: TypeCatalog): Dialect => ({
  driver: 'postgres',
  defaultInValues: true,
  // The protocol counts parameters in 16 bits.
  parametersMax: 65_535,
  quote,
  placeholder: (position) => `$${position}`,
  tableName: (table) => `${quote(schema)}.${quote(table)}`,
  literal: (value, column, bind) => literal(value, column, types.find(column.db_type), bind),
  cell: (value, column, bind) => cell(value, column, types.find(column.db_type), bind),
  asText: ({ sql, column }) => {
    const { kind, array } = types.find(column.db_type);
    return kind === 'text' && !array ? sql : `${sql}::text`;
  },
  like: (text, pattern, escaped) => `${text} LIKE ${pattern} ESCAPE '${escaped ? '\\' : ''}'`,
  // Nulls already stand last ascending and first descending.
  orderTerm: ({ sql }, direction) => (direction === 'asc' ? sql : `${sql} DESC`),
  aggregate,
  page: (limit, offset, _, bind) => {
    // The limit is part of the text, so that the planner of a prepared statement knows it.
    const rows = limit === undefined ? '' : ` LIMIT ${limit}`;
    return offset === 0 ? rows : `${rows} OFFSET ${bind(offset)}`;
  },
  renderRows: (query, shape) => renderRows(query, shape, types),
  returning: {
    place: 'end',
    render: (fields, check) =>
      `RETURNING (SELECT row_to_json(r.*) FROM (SELECT ${selectList(fields, types)}) r) AS json` +
      (check === undefined ? '' : `, CASE WHEN ${check} THEN 1 ELSE 0 END AS ok`),
  },
  onConflict,
});

/** A name in double quotes; any character may stand in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal, whatever `standard_conforming_strings` says. */
export const text = (value: string): string =>
  value.includes('\\')
    ? `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${value.replaceAll("'", "''")}'`;

/** The type of a field; counts, sums and averages have made-up columns without a type. */
const fieldType = (
  { column, aggregate: name, argument }: Operand,
  types: TypeCatalog,
): ColumnType => {
  if (name === undefined || name === 'min' || name === 'max') return types.find(column.db_type);
  const isDecimal = name !== 'count' && isExact(argument, types);
  return { kind: isDecimal ? 'numeric' : 'float', array: false };
};

const isExact = (column: Column | undefined, types: TypeCatalog): boolean => {
  const kind = column && types.find(column.db_type).kind;
  return kind === 'numeric' || kind === 'money';
};

const selectList = (fields: readonly Field[], types: TypeCatalog): string =>
  fields
    .map((field) => `${jsonValue(field.sql, fieldType(field, types))} AS ${quote(field.name)}`)
    .join(', ');

/** `r.*` is the row even where a column is called r. */
const renderRows = (query: RowsQuery, shape: RowShape, types: TypeCatalog): string => {
  const { fields, from, order, page } = query;
  if (shape === 'keyed') return renderKeyed(query, types);
  const rows = `SELECT ${selectList(fields, types)}${from}${order}${page}`;
  if (shape === 'rows') return `SELECT row_to_json(r.*) AS json FROM (${rows}) r`;
  return `SELECT json_agg(r.*) AS json, COUNT(*) AS count FROM (${rows}) r`;
};

/** Keys stand beside the fields inside, because an aggregate may only stand in the query it is of. */
const renderKeyed = (query: RowsQuery, types: TypeCatalog): string => {
  const fields = query.fields.map(
    (field, index) => `${jsonValue(field.sql, fieldType(field, types))} AS f${index}`,
  );
  const keys = query.keys.map(
    (key, index) => `${keyText(key.sql, fieldType(key, types))} AS k${index}`,
  );
  const named = query.fields.map(({ name }, index) => `r.f${index} AS ${quote(name)}`).join(', ');
  const json = `(SELECT row_to_json(j.*) FROM (SELECT ${named}) j) AS json`;
  const outer = [json, ...query.keys.map((_, index) => `r.k${index}`)].join(', ');
  const inner = [...fields, ...keys].join(', ');
  return `SELECT ${outer} FROM (SELECT ${inner}${query.from}${query.order}${query.page}) r`;
};

/** Sums and averages of decimals stay decimals, which are strings; of other numbers, numbers. */
const aggregate = (
  name: AggregateFunction,
  operand: Operand | undefined,
  distinct: boolean,
): string => {
  const call = `${name.toUpperCase()}(${distinct ? 'DISTINCT ' : ''}${operand?.sql ?? '*'})`;
  return name === 'avg' && operand?.column.json_type === 'integer' ? `${call}::float8` : call;
};

const onConflict = ({ conflict, check }: ConflictClause): string => {
  const target = ` ON CONFLICT (${conflict.columns.map(quote).join(', ')})`;
  if (conflict.action === 'nothing') return `${target} DO NOTHING`;
  // A row of key columns only still has to come back, so its key is set to itself.
  const update = conflict.update.length > 0 ? conflict.update : conflict.columns.slice(0, 1);
  const set = update.map((name) => `${quote(name)} = EXCLUDED.${quote(name)}`).join(', ');
  return `${target} DO UPDATE SET ${set}${check === undefined ? '' : ` WHERE ${check}`}`;
};

const literal = (value: Literal, column: Column, type: ColumnType, bind: Bind): string => {
  const special = value.kind === 'text' ? specialNumber(value.value, type) : undefined;
  if (special !== undefined) return bind(special);
  const accepted = acceptLiteral(value, column);
  // 64 bits compare with columns of any width, and by their index; a fraction needs numeric.
  if (accepted.kind === 'integer' && column.json_type === 'integer') {
    return `${bind(accepted.value)}::int8`;
  }
  if (accepted.kind === 'decimal' && column.json_type === 'integer') {
    return `${bind(accepted.text)}::numeric`;
  }
  return bindAccepted(accepted, type, bind);
};

const cell = (value: CellValue, column: Column, type: ColumnType, bind: Bind): string => {
  if (typeof value === 'string') {
    const special = specialNumber(value, type);
    if (special !== undefined) return bind(special);
    // PostgreSQL's own text for a row or an array is taken as it is.
    if (type.kind === 'composite' || (type.array && value.startsWith('{'))) return bind(value);
  }
  const accepted = acceptCell(value, column);
  if (accepted === null) return bind(null);
  if (type.array && accepted.kind === 'json') return bind(arrayText(accepted.text, column, type));
  if (type.kind === 'composite' && value !== null) {
    // The type is the database's own spelling of it, not the caller's.
    return `jsonb_populate_record(NULL::${column.db_type}, ${bind(jsonText(value))}::jsonb)`;
  }
  return bindAccepted(accepted, type, bind);
};

const bindAccepted = (accepted: AcceptedValue, type: ColumnType, bind: Bind): string => {
  if (accepted.kind === 'decimal' || accepted.kind === 'json') return bind(accepted.text);
  if (accepted.kind === 'text' && type.kind === 'timestamp' && hasOffset(accepted.value)) {
    // Without this PostgreSQL would drop the offset of a column that keeps no zone.
    return `(${bind(accepted.value)}::timestamptz AT TIME ZONE 'UTC')`;
  }
  return bind(accepted.value);
};

const hasOffset = (value: string): boolean =>
  /\d[+-]\d\d(:?\d\d)?$/.test(value) && value.length > 16;

/** JSON has no such numbers; they travel as strings in both directions. */
const specialNumber = (value: string, type: ColumnType): string | undefined =>
  (type.kind === 'float' || type.kind === 'numeric') && /^(NaN|[+-]?Infinity)$/i.test(value)
    ? value
    : undefined;

const arrayText = (json: string, column: Column, type: ColumnType): string => {
  const elements = type.kind === 'bytea' ? 'bytes' : type.kind === 'json' ? 'json' : 'plain';
  const literalText = arrayLiteral(json, elements);
  if (literalText !== undefined) return literalText;
  const reason = `column "${column.name}" holds ${column.db_type}, which is an array`;
  throw fault('invalid_value', { action: 'Write', reason });
};
