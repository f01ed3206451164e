import type { ColumnScope } from './column-scope.ts';
import { parseFields, parseGroup } from './parse-fields.ts';
import { parseHaving } from './parse-having.ts';
import { type Grouping, parseOrder } from './parse-order.ts';
import type { OrderTerm, Projection } from './plan.ts';
import { addPredicateColumns } from './predicate-columns.ts';
import type { Predicate } from './predicate.ts';
import type { ReadParameters } from './read-parameters.ts';

/** What a row looks like, and how rows are grouped and ordered. */
export interface ReadShape {
  readonly projections: readonly Projection[];
  /** Present when rows are grouped or aggregated. */
  readonly grouping: Grouping | undefined;
  readonly having: Predicate | undefined;
  readonly order: readonly OrderTerm[];
}

/** Throws invalid_fields, invalid_group, invalid_having, invalid_order, unknown_column. */
export const planShape = (parameters: ReadParameters, scope: ColumnScope): ReadShape => {
  const projections = parseFields(parameters.fields, scope);
  const group = parseGroup(parameters.group, parameters.fields, projections, scope);
  const isGrouped = group.length > 0 || projections.some(({ kind }) => kind === 'aggregate');
  const grouping = isGrouped ? { projections, group } : undefined;
  return {
    projections,
    grouping,
    having: parseHaving(parameters.having, scope, grouping),
    order: parseOrder(parameters.order, scope, grouping),
  };
};

/** Every column whose values reach the caller or decide what does: all of them must be open in a row. */
export const touchedColumns = (
  shape: ReadShape,
  filter: Predicate | undefined,
  keys: readonly string[],
): ReadonlySet<string> => {
  const names = new Set(keys);
  addPredicateColumns(filter, names);
  for (const projection of shape.projections) {
    if (projection.column !== undefined) names.add(projection.column.name);
  }
  for (const name of shape.grouping?.group ?? []) names.add(name);
  for (const { target } of shape.order) if ('column' in target) names.add(target.column);
  return names;
};
