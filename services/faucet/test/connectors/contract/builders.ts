import type { PreparedRead, RowsText } from '../../../src/connectors/connector.ts';
import type { Column, TableSchema } from '../../../src/model/schema.ts';
import type { CellValue, InsertPlan, SelectPlan } from '../../../src/query/plan.ts';
import { useDefault } from '../../../src/query/plan.ts';
import type { ComparisonOperator, Literal, Predicate } from '../../../src/query/predicate.ts';

/** Short ways to say plans in tests. */

export const text = (value: string): Literal => ({ kind: 'text', value });
export const integer = (value: number | string): Literal => ({
  kind: 'integer',
  text: String(value),
});
export const decimal = (value: string): Literal => ({ kind: 'decimal', text: value });
export const boolean = (value: boolean): Literal => ({ kind: 'boolean', value });

export const compare = (
  column: string,
  operator: ComparisonOperator,
  value: Literal,
): Predicate => ({
  kind: 'compare',
  column,
  operator,
  value,
});

export const key = (
  columns: readonly string[],
  ...rows: readonly (readonly Literal[])[]
): Predicate => ({
  kind: 'key',
  columns,
  rows,
});

export const columnOf = (table: TableSchema, name: string): Column => {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) throw new Error(`${table.name} has no column ${name}`);
  return column;
};

export const columnsOf = (table: TableSchema, names: readonly string[]): readonly Column[] =>
  names.map((name) => columnOf(table, name));

/** A read of all columns, or of those named, with whatever is given besides. */
export const selectOf = (
  table: TableSchema,
  parts: Partial<Omit<SelectPlan, 'table'>> & { readonly fields?: readonly string[] } = {},
): SelectPlan => {
  const { fields, ...rest } = parts;
  const columns = fields === undefined ? table.columns : columnsOf(table, fields);
  return {
    table,
    projections: columns.map((column) => ({ kind: 'column', column })),
    group: [],
    order: [],
    offset: 0,
    keys: [],
    ...rest,
  };
};

/** An insert of records; a column absent from one is left to its default. */
export const insertOf = (
  table: TableSchema,
  records: readonly Readonly<Record<string, CellValue>>[],
  parts: Partial<InsertPlan> = {},
): InsertPlan => {
  const columns = table.columns.filter(({ name }) => records.some((record) => name in record));
  const rows = records.map((record) =>
    columns.map(({ name }) => record[name] ?? cellOf(record, name)),
  );
  return { table, columns, rows, returning: table.columns, ...parts };
};

const cellOf = (record: Readonly<Record<string, CellValue>>, name: string) =>
  name in record ? null : useDefault;

export type Row = Readonly<Record<string, unknown>>;

export const parseRows = ({ json }: Pick<RowsText, 'json'>): readonly Row[] =>
  JSON.parse(`[${json}]`) as Row[];

/** The rows of a read, after checking that their number is the one told. */
export const readRows = async (read: PreparedRead): Promise<readonly Row[]> => {
  const result = await read.read();
  const rows = parseRows(result);
  if (rows.length !== result.count)
    throw new Error(`count ${result.count} for ${rows.length} rows`);
  return rows;
};

/** The code of the fault a promise rejects with, or 'none'. */
export const faultOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'none';
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    return code;
  }
};
