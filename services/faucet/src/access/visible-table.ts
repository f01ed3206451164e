import type { TableSchema } from '../model/schema.ts';
import type { Caller } from './caller.ts';
import type { Permission } from './permission.ts';
import { permitted } from './permit.ts';

/**
 * A table without what the caller's role does not open: columns, whatever would name them, foreign
 * keys to tables the caller may not know of, and the number of rows where some are hidden.
 */
export function visibleTo(
  caller: Caller,
  service: string,
  table: TableSchema,
  permission: Pick<Permission, 'columns'>,
): TableSchema {
  if (caller.kind !== 'key') return table;
  const { columns } = permission;
  const opens = (name: string): boolean => columns === undefined || columns.has(name);
  const { row_count, ...described } = table;
  const rows = permitted(caller, service, `_table/${table.name}`, 'GET');
  const countIsOpen = rows !== undefined && rows.rowFilter === undefined;
  return {
    ...described,
    columns: table.columns.filter((column) => opens(column.name)),
    primary_key: table.primary_key.filter(opens),
    foreign_keys: table.foreign_keys.filter(
      (key) =>
        opens(key.column_name) &&
        knowsColumn(caller, service, key.referenced_table, key.referenced_column),
    ),
    indexes: table.indexes.filter((index) => index.columns.every(opens)),
    ...(row_count === undefined || !countIsOpen ? {} : { row_count }),
  };
}

/** Whether the caller may read the records or the description of the column of a table. */
export function knowsColumn(
  caller: Caller,
  service: string,
  table: string,
  column: string,
): boolean {
  return (['_table', '_schema'] as const).some((collection) => {
    const permission = permitted(caller, service, `${collection}/${table}`, 'GET');
    if (permission === undefined) return false;
    return permission.columns === undefined || permission.columns.has(column);
  });
}
