import { fault } from '../../faults.ts';
import type { Column, TableSchema } from '../../model/schema.ts';
import type { CellValue, SelectPlan, UpdatePlan } from '../../query/plan.ts';
import { allOf, type Literal, type Predicate } from '../../query/predicate.ts';
import { compileCount } from '../sql/compile-count.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Written } from '../sql/upsert-by-lookup.ts';
import type { MysqlQueries } from './mysql.ts';
import { keyedRow, type Session } from './read.ts';

/** The values of a row's primary key as literals, in key order. */
export type RowKey = readonly Literal[];

/**
 * The keys of the rows that satisfy `where`, which stay locked until the transaction ends; none where
 * the table has no primary key.
 */
export const captureKeys = async (
  { dialect }: Session,
  queries: MysqlQueries,
  table: TableSchema,
  where: Predicate,
): Promise<readonly RowKey[]> => {
  if (table.primary_key.length === 0) return [];
  const plan = { ...selectAll(table, [], where), keys: table.primary_key };
  const { sql, params } = compileSelect(dialect, plan, 'keyed');
  const { rows } = await queries.run({ sql: `${sql} FOR UPDATE`, params });
  return rows.map((row) => keyedRow(row).keys.map((key) => textLiteral(key ?? '')));
};

/** The keys after an update, which may have set columns of them. */
export const keysAfter = (
  { table, set }: UpdatePlan,
  before: readonly RowKey[],
): readonly RowKey[] =>
  before.map((key) =>
    key.map((literal, index) => {
      const change = set.find(({ column }) => column.name === table.primary_key[index]);
      return change === undefined ? literal : textLiteral(cellText(change.value));
    }),
  );

/** Keys in one statement; a longer list is read in several. */
const keysPerRead = 500;

/** The rows of these keys as JSON. Throws row_refused when one does not satisfy the check. */
export const readBack = async (
  { dialect }: Session,
  queries: MysqlQueries,
  { table, returning, check }: Written,
  keys: readonly RowKey[],
): Promise<readonly string[]> => {
  const json: string[] = [];
  for (let from = 0; from < keys.length; from += keysPerRead) {
    const part = keys.slice(from, from + keysPerRead);
    const where: Predicate = { kind: 'key', columns: table.primary_key, rows: part };
    if (check !== undefined) {
      const permitted = allOf([where, check]);
      const { rows } = await queries.run(compileCount(dialect, table, permitted));
      if (Number(rows[0]?.[0]) < part.length) throw fault('row_refused');
    }
    const { rows } = await queries.run(
      compileSelect(dialect, selectAll(table, returning, where), 'rows'),
    );
    for (const [row] of rows) json.push(String(row));
  }
  return json;
};

/** Every row that satisfies `where`, by primary key. */
const selectAll = (
  table: TableSchema,
  columns: readonly Column[],
  where: Predicate,
): SelectPlan => ({
  table,
  projections: columns.map((column) => ({ kind: 'column', column })),
  where,
  group: [],
  order: table.primary_key.map((column) => ({ target: { column }, direction: 'asc' })),
  offset: 0,
  keys: [],
});

export const textLiteral = (value: string): Literal => ({ kind: 'text', value });

/** The text of a cell, for comparing with the column it went into. */
export const cellText = (cell: CellValue): string => {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.text;
  return typeof cell === 'boolean' ? String(Number(cell)) : String(cell);
};
