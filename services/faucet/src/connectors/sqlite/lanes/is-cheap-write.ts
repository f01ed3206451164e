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
/** Children that may be searched row by row, deleted or changed when a parent's key goes. */
const childRowsMax = 5000;
/** Characters of values that may be written on the server's thread, over all rows. */
const charsMax = 1024 * 1024;

/** The name under which the pace of writes to a table is kept. */
export const writePaceKey = (table: string): string => `write ${table}`;

/**
 * Whether a write is small enough for the server's thread, where nothing can interrupt it. Triggers
 * may do anything, so a table with one is never written here. What is admitted looks at and changes
 * so many rows at most, with so many characters of new values; what it cannot know is how large the
 * cells are that are there already and go into the answer. Pace sends such a table away after one or
 * two writes that took long.
 */
export const isCheapWrite = (
  parts: { readonly facts: TableFacts; readonly judge: Judge; readonly pace: Pace },
  job: WriteJob,
  plan: InsertPlan | UpdatePlan | DeletePlan,
): boolean => {
  const { facts, judge, pace } = parts;
  const { table } = plan;
  if (!facts.isOrdinary(table) || pace.isSlow(writePaceKey(table.name))) return false;
  if (facts.hasTriggers(table.name)) return false;
  if ('rows' in plan) return plan.rows.length <= rowsMax && charsOf(job) <= charsMax;
  const [step] = job.steps;
  if (step === undefined || hasLongPattern(step.statement)) return false;
  const reach = judge.reach(step.statement, { table, where: plan.where });
  // Of a statement that names keys, each row has a parameter at least.
  const rows = reach === 'keys' ? step.statement.params.length : facts.size(table.name);
  const isFew = rows <= (reach === 'keys' ? rowsMax : searchedRowsMax);
  return isFew && charsOf(job) * rows <= charsMax && changesFewChildren(facts, plan);
};

const charsOf = ({ steps }: WriteJob): number => {
  let chars = 0;
  for (const { statement } of steps) {
    for (const value of statement.params) {
      if (typeof value === 'string' || value instanceof Uint8Array) chars += value.length;
    }
  }
  return chars;
};

const changesFewChildren = (facts: TableFacts, plan: UpdatePlan | DeletePlan): boolean => {
  const { table } = plan;
  // Only a row that goes, or changes its key, makes SQLite look for those that refer to it.
  if ('set' in plan && !plan.set.some(({ column }) => column.is_primary_key || column.is_unique)) {
    return true;
  }
  const isSmall = (child: string): boolean => facts.size(child) <= childRowsMax;
  return (
    facts.searchedByDelete(table.name).every(isSmall) &&
    facts.changedAlong(table.name).every((child) => isSmall(child) && !facts.hasTriggers(child))
  );
};
