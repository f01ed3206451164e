import type { DeletePlan, InsertPlan, UpdatePlan } from '../../../query/plan.ts';
import type { WriteJob } from '../job.ts';
import type { TableFacts } from '../table-facts.ts';
import { hasLongPattern } from './has-long-pattern.ts';
import type { Judge } from './judge.ts';
import type { Pace } from './pace.ts';

/** Rows a write may make or look at on the server's thread. */
const rowsMax = 200;
/** Rows of a table that may be searched whole for the rows to change. */
const searchedRowsMax = 1000;
/** Children searched row by row when a parent's key goes. */
const childRowsMax = 5000;

/** The name under which the pace of writes to a table is kept. */
export const writePaceKey = (table: string): string => `write ${table}`;

/** Whether a write is small enough for the server's thread. */
export const isCheapWrite = (
  parts: { readonly facts: TableFacts; readonly judge: Judge; readonly pace: Pace },
  job: WriteJob,
  plan: InsertPlan | UpdatePlan | DeletePlan,
): boolean => {
  const { facts, judge, pace } = parts;
  const { table } = plan;
  if (!facts.isOrdinary(table) || pace.isSlow(writePaceKey(table.name))) return false;
  if ('rows' in plan) return plan.rows.length <= rowsMax;
  const [step] = job.steps;
  if (step === undefined || hasLongPattern(step.statement)) return false;
  const reach = judge.reach(step.statement, { table, where: plan.where });
  const isFew =
    reach === 'keys'
      ? step.statement.params.length <= rowsMax
      : facts.size(table.name) <= searchedRowsMax;
  return isFew && changesFewChildren(facts, plan);
};

const changesFewChildren = (facts: TableFacts, plan: UpdatePlan | DeletePlan): boolean => {
  const { table } = plan;
  // Only a row that goes, or changes its key, makes SQLite look for those that refer to it.
  if ('set' in plan && !plan.set.some(({ column }) => column.is_primary_key || column.is_unique)) {
    return true;
  }
  return facts.searchedByDelete(table.name).every((child) => facts.size(child) <= childRowsMax);
};
