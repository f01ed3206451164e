import type { AccessRule, RowFilter } from '../model/role.ts';

/** Row filters combined, not yet resolved against a table; an empty `any` opens no row. */
export type RowCondition =
  | { readonly kind: 'all'; readonly terms: readonly RowCondition[] }
  | { readonly kind: 'any'; readonly terms: readonly RowCondition[] }
  | { readonly kind: 'filter'; readonly filter: RowFilter };

/**
 * What a caller may do with one component. Each matching rule opens some columns
 * of some rows; a cell is open when at least one rule opens it.
 */
export interface Permission {
  /** Name of the role; absent for administrators, who may do everything. */
  readonly role?: string;
  /** The columns some rule opens; absent: all. */
  readonly columns?: ReadonlySet<string>;
  /** The rows in which every open column is open; absent: all. The safe choice when in doubt. */
  readonly rowFilter?: RowCondition;
  /**
   * The rows in which all of these columns are open; undefined: all rows. Without
   * columns (`COUNT(*)`, DELETE) the rows that any rule opens.
   */
  rowFilterFor(columns: Iterable<string>): RowCondition | undefined;
}

type Grant = Pick<AccessRule, 'filters' | 'filterOp' | 'columns'>;

/** Everything: for administrators and the command line. */
export const unrestricted: Permission = { rowFilterFor: () => undefined };

/** The sum of matching rules. The result is one object to be kept: plan caches compare it by identity. */
export function sumOfRules(role: string, rules: readonly Grant[]): Permission {
  const columns = unionOfColumns(rules);
  const rowFilterFor = (asked: Iterable<string>): RowCondition | undefined =>
    rowsWhereAllOpen(rules, asked);
  const rowFilter = rowFilterFor(columns ?? everyNamedColumn(rules));
  return {
    role,
    ...(columns === undefined ? {} : { columns }),
    ...(rowFilter === undefined ? {} : { rowFilter }),
    rowFilterFor,
  };
}

function unionOfColumns(rules: readonly Grant[]): ReadonlySet<string> | undefined {
  if (rules.some((rule) => rule.columns.length === 0)) return undefined;
  return new Set(rules.flatMap((rule) => rule.columns));
}

/** Stands for the columns that only rules without a column list open. No column has this name. */
const ANY_OTHER_COLUMN = '\u0000';

function everyNamedColumn(rules: readonly Grant[]): ReadonlySet<string> {
  return new Set([...rules.flatMap((rule) => rule.columns), ANY_OTHER_COLUMN]);
}

/** For each column: a rule that opens it must open the row. Equal conditions are asked once. */
function rowsWhereAllOpen(
  rules: readonly Grant[],
  columns: Iterable<string>,
): RowCondition | undefined {
  const subsets = new Map<string, readonly Grant[]>();
  for (const column of columns) {
    const opening = rules.map((rule) => opensColumn(rule, column));
    subsets.set(
      opening.join(),
      rules.filter((_, index) => opening[index]),
    );
  }
  if (subsets.size === 0) return rowsOfAny(rules);
  const conditions: RowCondition[] = [];
  for (const subset of subsets.values()) {
    const condition = rowsOfAny(subset);
    if (condition !== undefined) conditions.push(condition);
  }
  return combine('all', conditions);
}

function opensColumn(rule: Grant, column: string): boolean {
  return rule.columns.length === 0 || rule.columns.includes(column);
}

/** The rows that at least one of the rules opens; one without filters opens all. */
function rowsOfAny(rules: readonly Grant[]): RowCondition | undefined {
  const conditions: RowCondition[] = [];
  for (const rule of rules) {
    const condition = rowsOfRule(rule);
    if (condition === undefined) return undefined;
    conditions.push(condition);
  }
  return conditions.length === 1 ? conditions[0] : { kind: 'any', terms: conditions };
}

function rowsOfRule(rule: Grant): RowCondition | undefined {
  const terms = rule.filters.map((filter): RowCondition => ({ kind: 'filter', filter }));
  return combine(rule.filterOp === 'OR' ? 'any' : 'all', terms);
}

/** No condition is no restriction, one alone stays itself. */
function combine(kind: 'all' | 'any', terms: readonly RowCondition[]): RowCondition | undefined {
  return terms.length < 2 ? terms[0] : { kind, terms };
}
