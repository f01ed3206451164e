import { fault } from '../faults.ts';
import type { ColumnScope } from './column-scope.ts';
import { findColumn } from './parse-fields.ts';
import type { Refuse } from './parse-filter.ts';
import type { OrderTerm, Projection } from './plan.ts';
import { splitList } from './split-list.ts';

/** What an order may name in a read that groups or aggregates. */
export interface Grouping {
  readonly projections: readonly Projection[];
  readonly group: readonly string[];
}

/**
 * `column [ASC|DESC], ...` (contract §8.2). An alias of an aggregate wins over a column of the same
 * name; in a grouped read only aliases and grouped columns have one value per group.
 */
export const parseOrder = (
  text: string | undefined,
  scope: ColumnScope,
  grouping: Grouping | undefined,
  refuse: Refuse = (reason) => fault('invalid_order', { reason }),
): readonly OrderTerm[] => {
  const terms = new Map<string, OrderTerm>();
  for (const entry of splitList(text ?? '')) {
    const { name, direction } = splitDirection(entry, scope, grouping, refuse);
    const target = findTarget(name, scope, grouping, refuse);
    // Ordering by the same thing again changes nothing, and SQL Server refuses it.
    const key = JSON.stringify(target);
    if (!terms.has(key)) terms.set(key, { target, direction });
  }
  return [...terms.values()];
};

const splitDirection = (
  entry: string,
  scope: ColumnScope,
  grouping: Grouping | undefined,
  refuse: Refuse,
): { readonly name: string; readonly direction: 'asc' | 'desc' } => {
  const words = entry.split(/\s+/);
  if (words.length === 1 || scope.find(entry) !== undefined)
    return { name: entry, direction: 'asc' };
  const last = words.at(-1) ?? '';
  const name = entry.slice(0, entry.length - last.length).trim();
  const direction = last.toLowerCase();
  if (direction === 'asc' || direction === 'desc') return { name, direction };
  if (isAlias(name, grouping) || scope.find(name) !== undefined) {
    throw refuse(`invalid order direction "${last}": must be ASC or DESC`);
  }
  throw refuse(`"${entry.slice(0, 80)}" is not "column", "column ASC" or "column DESC"`);
};

const isAlias = (name: string, grouping: Grouping | undefined): boolean =>
  grouping?.projections.some((one) => one.kind === 'aggregate' && one.alias === name) ?? false;

const findTarget = (
  name: string,
  scope: ColumnScope,
  grouping: Grouping | undefined,
  refuse: Refuse,
): OrderTerm['target'] => {
  if (isAlias(name, grouping)) return { alias: name };
  const column = findColumn(name, scope, refuse).name;
  if (grouping !== undefined && !grouping.group.includes(column)) {
    throw refuse(`column "${column}" must be an alias or listed in the group parameter`);
  }
  return { column };
};
