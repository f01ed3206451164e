import { fault } from '../faults.ts';
import type { Column, TableSchema } from '../model/schema.ts';
import type { ColumnScope } from './column-scope.ts';
import { literalOfText } from './literal.ts';
import type { Literal, Predicate } from './predicate.ts';

/** The columns of the primary key, in its order; empty when there is none or the caller may not see all of it. */
export const primaryKeyColumns = (table: TableSchema, scope: ColumnScope): readonly Column[] => {
  const columns: Column[] = [];
  for (const name of table.primary_key) {
    const column = scope.columns.find((one) => one.name === name);
    if (column === undefined) return [];
    columns.push(column);
  }
  return columns;
};

/**
 * The condition of `/_table/{table}/{key}`: the values of the primary key in its order, separated
 * by commas; `\,` is a comma and `\\` a backslash inside a value. The text is percent-decoded.
 * A value that the column cannot have matches no row, so it is record_not_found.
 */
export const parseRecordKey = (
  text: string,
  table: TableSchema,
  scope: ColumnScope,
): Predicate & { readonly kind: 'key' } => {
  const columns = primaryKeyColumns(table, scope);
  if (columns.length === 0) throw noKey(table.name);
  const parts = columns.length === 1 && !text.includes('\\') ? [text] : splitKey(text);
  if (parts.length !== columns.length) {
    const names = columns.map(({ name }) => name).join(',');
    throw fault('invalid_parameter', {
      parameter: 'key',
      reason: `"${table.name}" has ${columns.length} key columns (${names}), got ${parts.length} values`,
    });
  }
  const row = columns.map((column, index) => {
    const literal = literalOfText(parts[index] ?? '', column);
    if (literal === undefined) throw fault('record_not_found', { table: table.name });
    return literal;
  });
  return { kind: 'key', columns: columns.map(({ name }) => name), rows: [row] };
};

/** The refusal of everything that addresses records by key in a table without one. */
export const noKey = (table: string): Error =>
  fault('invalid_parameter', {
    parameter: 'key',
    reason: `"${table}" has no primary key that you may read; use filter`,
  });

const splitKey = (text: string): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && (next === ',' || next === '\\')) {
      part += next;
      at += 1;
    } else if (character === ',') {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
};

/**
 * `ids=1,2,3`: rows by their single-column primary key; undefined when it names none. Each value is
 * checked against the column's type.
 */
export const parseIds = (
  text: string | undefined,
  table: TableSchema,
  scope: ColumnScope,
): Predicate | undefined => {
  const values = (text ?? '')
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  return values.length === 0 ? undefined : keysOf(values, table, scope);
};

/** Rows by values of the single-column primary key, from `ids` of the query or of a body. */
export const keysOf = (
  values: readonly string[],
  table: TableSchema,
  scope: ColumnScope,
): Predicate => {
  const [column, ...more] = primaryKeyColumns(table, scope);
  if (column === undefined || more.length > 0) {
    const reason = `"${table.name}" has no single-column primary key that you may read; use filter`;
    throw fault('invalid_parameter', { parameter: 'ids', reason });
  }
  const rows: (readonly Literal[])[] = [];
  for (const value of new Set(values)) {
    const literal = literalOfText(value, column);
    if (literal === undefined) {
      const reason = `${JSON.stringify(value)} is no ${column.json_type} as column "${column.name}" is`;
      throw fault('invalid_parameter', { parameter: 'ids', reason });
    }
    rows.push([literal]);
  }
  return { kind: 'key', columns: [column.name], rows };
};
