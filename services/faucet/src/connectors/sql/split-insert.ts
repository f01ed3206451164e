import type { Column } from '../../model/schema.ts';
import { type CellValue, type InsertPlan, useDefault } from '../../query/plan.ts';
import type { Dialect } from './dialect.ts';

/** Rows of one INSERT: as many columns in each, fewer parameters than the database takes. */
export interface InsertBatch extends Omit<InsertPlan, 'rows'> {
  readonly rows: readonly (readonly (CellValue | typeof useDefault)[])[];
}

/**
 * Cuts an insert into statements, in input order. A row that leaves columns to their default is a
 * statement of its own kind where the database has no DEFAULT keyword, and always in an upsert,
 * because there an absent column must stay as it is in the existing row.
 */
export const splitInsert = (dialect: Dialect, plan: InsertPlan): readonly InsertBatch[] => {
  const narrow = !dialect.defaultInValues || plan.onConflict !== undefined;
  const batches: { key: string; columns: readonly Column[]; rows: InsertPlan['rows'][number][] }[] =
    [];
  for (const row of plan.rows) {
    const given = narrow ? row.map((cell) => cell !== useDefault) : row.map(() => true);
    const columns = plan.columns.filter((_, index) => given[index]);
    const cells = row.filter((_, index) => given[index]);
    const key = given.map(Number).join('');
    const last = batches.at(-1);
    const fitting = columns.length === 0 ? 1 : Math.floor(dialect.parametersMax / columns.length);
    const rowsMax = Math.min(fitting, dialect.rowsPerInsertMax ?? fitting);
    if (last?.key === key && last.rows.length < rowsMax) last.rows.push(cells);
    else batches.push({ key, columns, rows: [cells] });
  }
  return batches.map(({ columns, rows }) => ({
    ...plan,
    columns,
    rows,
    ...conflictOf(plan, columns),
  }));
};

const conflictOf = (
  { onConflict }: InsertPlan,
  columns: readonly Column[],
): Pick<InsertPlan, 'onConflict'> => {
  if (onConflict === undefined) return {};
  const given = new Set(columns.map((column) => column.name));
  return {
    onConflict: { ...onConflict, update: onConflict.update.filter((name) => given.has(name)) },
  };
};
