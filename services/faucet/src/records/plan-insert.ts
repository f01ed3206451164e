import type { Permission } from '../access/permission.ts';
import { fault } from '../faults.ts';
import type { Column, TableSchema } from '../model/schema.ts';
import { columnScope } from '../query/column-scope.ts';
import { findColumn } from '../query/parse-fields.ts';
import { type CellValue, type InsertPlan, useDefault } from '../query/plan.ts';
import { allOf, type Predicate } from '../query/predicate.ts';
import { rowFilterOf } from '../query/row-filter.ts';
import { splitList } from '../query/split-list.ts';
import { cellOf } from './cell-of.ts';
import type { BodyRecord } from './read-body.ts';
import {
  writableColumn,
  type WriteParameters,
  type WriteScope,
  type WriteTarget,
} from './write-target.ts';

/**
 * What may happen to the record that is there already. Updating it is what PATCH does, so that
 * permission is asked for then; it throws role_refuses.
 */
export interface Conflict {
  readonly columns: readonly Column[];
  readonly action: 'update' | 'nothing';
  /** Needed and present with `update`. */
  readonly permission?: Permission;
}

/**
 * The columns are the union of all keys; a record that lacks one takes the column's default.
 * Throws unknown_column, not_writable, invalid_body.
 */
export const planInsert = (
  scope: WriteScope,
  records: readonly BodyRecord[],
  conflict?: Conflict,
): InsertPlan => {
  const columns = new Map<Column, number>();
  const rows = records.map((record) => rowOf(scope, record, columns));
  const width = columns.size;
  for (const row of rows) while (row.length < width) row.push(useDefault);
  const { table } = scope.target;
  const check = allOf([
    scope.rowFilter,
    conflict?.permission && rowFilterOf(conflict.permission, table),
  ]);
  return {
    table,
    columns: [...columns.keys()],
    rows,
    ...(conflict === undefined
      ? {}
      : { onConflict: planConflict(table, conflict, [...columns.keys()]) }),
    ...(check === undefined ? {} : { check }),
    returning: scope.columns.columns,
  };
};

type Row = (CellValue | typeof useDefault)[];

/** The cells of a record, each at the place of its column; new columns get the next place. */
const rowOf = (scope: WriteScope, record: BodyRecord, columns: Map<Column, number>): Row => {
  const row: Row = [];
  const given = new Set<Column>();
  for (const name of Object.keys(record)) {
    const column = writableColumn(scope, name);
    if (given.has(column)) {
      throw fault('invalid_body', { reason: `it names column "${column.name}" twice` });
    }
    given.add(column);
    let place = columns.get(column);
    if (place === undefined) columns.set(column, (place = columns.size));
    while (row.length < place) row.push(useDefault);
    row[place] = cellOf(record[name]);
  }
  return row;
};

const planConflict = (
  table: TableSchema,
  { columns, action, permission }: Conflict,
  given: readonly Column[],
): NonNullable<InsertPlan['onConflict']> => {
  const names = columns.map(({ name }) => name);
  if (permission === undefined) return { columns: names, action, update: [] };
  const update = given.filter((column) => !columns.includes(column));
  const open = columnScope(table, permission);
  for (const { name } of update) {
    if (open.find(name) === undefined)
      throw fault('unknown_column', { column: name, table: table.name });
  }
  const check: Predicate | undefined = rowFilterOf(permission, table);
  return {
    columns: names,
    action,
    update: update.map(({ name }) => name),
    ...(check === undefined ? {} : { check }),
  };
};

/**
 * `on_conflict=column,...` with `on_conflict_action=update|nothing`; undefined when not asked for.
 * Throws invalid_parameter, not_supported.
 */
export const parseConflict = (
  { columns: scope, target }: WriteScope,
  parameters: WriteParameters,
  updatePermission: () => Permission,
): Conflict | undefined => {
  const names = splitList(parameters.on_conflict ?? '');
  if (names.length === 0) return undefined;
  if (!target.connector.abilities.upsert) {
    throw fault('not_supported', { driver: target.connector.driver, feature: 'upsert' });
  }
  const columns = [...new Set(names.map((name) => findColumn(name, scope, refuseConflict)))];
  if (!isUnique(target, columns)) {
    throw refuseConflict('these columns are neither the primary key nor a unique index');
  }
  const action = parameters.on_conflict_action?.trim().toLowerCase() ?? 'update';
  if (action === 'nothing') return { columns, action };
  if (action === 'update') return { columns, action, permission: updatePermission() };
  throw fault('invalid_parameter', {
    parameter: 'on_conflict_action',
    reason: 'it must be update or nothing',
  });
};

const refuseConflict = (reason: string): Error =>
  fault('invalid_parameter', { parameter: 'on_conflict', reason });

const isUnique = ({ table }: WriteTarget, columns: readonly Column[]): boolean => {
  const [first, ...more] = columns;
  if (more.length === 0 && first?.is_unique === true) return true;
  const keys = [
    table.primary_key,
    ...table.indexes.filter((index) => index.is_unique).map((index) => index.columns),
  ];
  return keys.some(
    (key) => key.length === columns.length && columns.every(({ name }) => key.includes(name)),
  );
};
