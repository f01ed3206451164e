import { fault } from '../faults.ts';
import type { JsonType } from '../model/schema.ts';
import type { ColumnScope, NameScope } from './column-scope.ts';
import { parseFilter, type Refuse } from './parse-filter.ts';
import type { Grouping } from './parse-order.ts';
import type { HavingPredicate, Projection } from './plan.ts';

interface Result {
  readonly name: string;
  readonly json_type: JsonType;
}

const refuse: Refuse = (reason) => fault('invalid_having', { reason });

/** The filter language over groups: names are aliases of aggregates, then grouped columns. */
export const parseHaving = (
  text: string | undefined,
  scope: ColumnScope,
  grouping: Grouping | undefined,
): HavingPredicate | undefined => {
  if (text === undefined || text.trim() === '') return undefined;
  if (grouping === undefined)
    throw refuse('it needs an aggregate in fields, or the group parameter');
  return parseFilter(text, resultScope(scope, grouping), refuse);
};

const resultScope = (scope: ColumnScope, grouping: Grouping): NameScope<Result> => ({
  table: scope.table,
  find(name) {
    const aggregate = grouping.projections.find(
      (one) => one.kind === 'aggregate' && one.alias === name,
    );
    if (aggregate !== undefined) return { name, json_type: typeOf(aggregate) };
    const column = scope.find(name);
    return column !== undefined && grouping.group.includes(column.name) ? column : undefined;
  },
});

const typeOf = (projection: Projection): JsonType => {
  if (projection.kind === 'column') return projection.column.json_type;
  if (projection.name === 'count') return 'integer';
  if (projection.name === 'sum' || projection.name === 'avg') return 'number';
  return projection.column?.json_type ?? 'string';
};
