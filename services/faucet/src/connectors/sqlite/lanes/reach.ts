import type { SqliteDatabase } from '@aquifer/sqlite';
import type { TableSchema } from '../../../model/schema.ts';
import type { SelectPlan } from '../../../query/plan.ts';
import type { Predicate } from '../../../query/predicate.ts';
import type { Statement } from '../../sql/dialect.ts';

/**
 * How many rows a statement looks at: those of the keys it names, those it walks along an index or
 * the table until it has enough, or the whole table.
 */
export type Reach = 'keys' | 'walk' | 'table';

/** Which rows a statement wants. */
export interface Extent {
  readonly table: TableSchema;
  readonly where: Predicate | undefined;
  /** Rows after which it can stop; absent when it groups, counts, numbers or wants all. */
  readonly stopsAfter?: number;
}

/**
 * The reach of a statement, from the plan SQLite itself makes for it. Whatever is not understood
 * reaches the whole table.
 */
export const reachOf = (database: SqliteDatabase, statement: Statement, extent: Extent): Reach => {
  const { table, where, stopsAfter } = extent;
  const steps = database
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement.sql}`, statement.params)
    .map(({ detail }) => detail);
  const access = steps.map(readAccess).find((one) => one !== undefined);
  if (access === undefined) return 'table';
  if (access.isSearch && isUniqueKey(table, access.columns, access.isEquality)) return 'keys';
  const isSorted = steps.some((step) => step.includes('TEMP B-TREE'));
  if (isSorted || stopsAfter === undefined) return 'table';
  if (where === undefined) return 'walk';
  return access.isSearch && isWholeFilter(table, where, access.columns) ? 'walk' : 'table';
};

/** Which rows a read wants. */
export const extentOf = (plan: SelectPlan): Extent => {
  const isPlain =
    plan.group.length === 0 &&
    plan.limitPer === undefined &&
    plan.projections.every((projection) => projection.kind === 'column');
  const stops = isPlain && plan.limit !== undefined;
  return {
    table: plan.table,
    where: plan.where,
    ...(stops && { stopsAfter: plan.limit + plan.offset }),
  };
};

interface Access {
  readonly isSearch: boolean;
  readonly isEquality: boolean;
  readonly columns: readonly string[];
}

/** `SCAN t`, `SEARCH t USING INDEX i (a=? AND b>?)`, `SEARCH t USING INTEGER PRIMARY KEY (rowid=?)`. */
const readAccess = (step: string): Access | undefined => {
  const kind = /^(SCAN|SEARCH) /.exec(step)?.[1];
  if (kind === undefined || step.includes('VIRTUAL TABLE')) return undefined;
  const terms = /\(([^()]+[<>=]+\?)\)$/.exec(step)?.[1]?.split(' AND ') ?? [];
  return {
    isSearch: kind === 'SEARCH' && terms.length > 0,
    isEquality: terms.every((term) => /[^<>]=\?$/.test(term)),
    columns: terms.map((term) => term.replace(/[<>=]+\?$/, '')),
  };
};

const isUniqueKey = (
  table: TableSchema,
  columns: readonly string[],
  isEquality: boolean,
): boolean => {
  if (!isEquality) return false;
  if (columns.length === 1 && columns[0] === 'rowid') return true;
  const keys = [
    table.primary_key,
    ...table.indexes.filter((index) => index.is_unique).map((index) => index.columns),
  ];
  return keys.some((key) => key.length > 0 && key.every((column) => columns.includes(column)));
};

/** Whether the index decides every condition, so that no row is read only to be dropped. */
const isWholeFilter = (
  table: TableSchema,
  where: Predicate,
  columns: readonly string[],
): boolean => {
  const rowid = table.columns.find((column) => column.is_auto_increment)?.name;
  const decided = new Set(columns.map((name) => (name === 'rowid' ? (rowid ?? name) : name)));
  const terms = where.kind === 'and' ? where.terms : [where];
  const names = terms.map(boundColumn);
  // Two bounds on one side of a column are one for the index, and a filter for the other.
  const isEach = names.every((name) => name !== undefined && decided.has(name));
  return isEach && new Set(names).size === names.length;
};

/** The one column a condition bounds, if it does nothing else. */
const boundColumn = (term: Predicate): string | undefined => {
  switch (term.kind) {
    case 'compare':
      return term.operator === '!=' ? undefined : term.column;
    case 'between':
      return term.negated ? undefined : term.column;
    case 'after':
      return term.order.length === 1 ? term.order[0]?.column : undefined;
    default:
      return undefined;
  }
};
