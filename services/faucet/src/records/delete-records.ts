import { addPredicateColumns } from '../query/predicate-columns.ts';
import { allOf, type Literal, type Predicate } from '../query/predicate.ts';
import { rowFilterFor } from '../query/row-filter.ts';
import { deletedEnvelope } from './envelope.ts';
import { checkRecords, isRecord, refuseBody, resourceOf } from './read-body.ts';
import { keyOfRecord, parseSelector, selectorMissing } from './selector.ts';
import type { UpdateRequest } from './update-records.ts';
import { type WriteAnswer, type WriteScope, writeScope, type WriteTarget } from './write-target.ts';

/**
 * `DELETE /_table/{table}`: the rows that satisfy all of `filter`, `ids` and the body
 * (`{"ids":[...]}` or records with their keys). `body` is undefined when there is none.
 */
export const deleteRecords = async (
  target: WriteTarget,
  { body, parameters }: UpdateRequest,
): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const ids = isRecord(body) ? body['ids'] : undefined;
  const where = allOf([parseSelector(scope, parameters, ids), keysOfBody(scope, body)]);
  if (where === undefined) throw selectorMissing('delete');
  const count = await target.connector.delete({
    table: target.table,
    where: openRows(scope, where),
  });
  return { json: deletedEnvelope(count, started), failed: 0 };
};

/** Only rows the caller may delete, and may look at by the columns of the condition. */
export const openRows = ({ target }: WriteScope, where: Predicate): Predicate => {
  const columns = new Set<string>();
  addPredicateColumns(where, columns);
  return allOf([where, rowFilterFor(target.permission, target.table, columns)]) ?? where;
};

const keysOfBody = (scope: WriteScope, body: unknown): Predicate | undefined => {
  const list = Array.isArray(body) ? body : resourceOf(body);
  if (list === undefined) return undefined;
  const rows: (readonly Literal[])[] = [];
  let columns: readonly string[] = [];
  for (const [index, record] of checkRecords(list, scope.target.recordsMax).entries()) {
    const key = keyOfRecord(scope, record);
    if (key === undefined) throw refuseBody(`record ${index} lacks its primary key`);
    columns = key.where.columns;
    rows.push(...key.where.rows);
  }
  return { kind: 'key', columns, rows };
};
