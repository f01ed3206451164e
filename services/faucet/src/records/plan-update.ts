import type { Column } from '../model/schema.ts';
import type { UpdatePlan } from '../query/plan.ts';
import { allOf, type Predicate } from '../query/predicate.ts';
import { cellOf } from './cell-of.ts';
import { type BodyRecord, refuseBody } from './read-body.ts';
import { keyOfRecord, type RecordKey, selectorMissing } from './selector.ts';
import { writableColumn, type WriteScope } from './write-target.ts';

/**
 * Sets what the record says in the rows of `where`, besides the names in `without`. Throws
 * unknown_column, not_writable, invalid_body when nothing is left to set.
 */
export const planUpdate = (
  scope: WriteScope,
  record: BodyRecord,
  where: Predicate,
  without: ReadonlySet<string> = new Set(),
): UpdatePlan => {
  const set = new Map<Column, UpdatePlan['set'][number]>();
  for (const name of Object.keys(record)) {
    if (without.has(name)) continue;
    const column = writableColumn(scope, name);
    if (set.has(column)) throw refuseBody(`it names column "${column.name}" twice`);
    set.set(column, { column, value: cellOf(record[name]) });
  }
  if (set.size === 0) throw refuseBody('it has no columns to change');
  return {
    table: scope.target.table,
    set: [...set.values()],
    where: allOf([where, scope.rowFilter]) ?? where,
    ...(scope.rowFilter === undefined ? {} : { check: scope.rowFilter }),
    returning: scope.columns.columns,
  };
};

/** The update of a record by the key in it, or else of the rows of `where`. Throws selector_missing. */
export const planUpdateOfRecord = (
  scope: WriteScope,
  record: BodyRecord,
  where?: Predicate,
): UpdatePlan => {
  const key: RecordKey | undefined = keyOfRecord(scope, record);
  if (key !== undefined) return planUpdate(scope, record, key.where, key.names);
  if (where === undefined) throw selectorMissing('update');
  return planUpdate(scope, record, where);
};
