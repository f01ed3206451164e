import type { TableSchema } from '../model/schema.ts';
import type { Permission } from './permission.ts';

/** A table without the columns that the caller's role does not open, and without what would name them. */
export function visibleTo(
  { columns }: Pick<Permission, 'columns'>,
  table: TableSchema,
): TableSchema {
  if (columns === undefined) return table;
  return {
    ...table,
    columns: table.columns.filter((column) => columns.has(column.name)),
    primary_key: table.primary_key.filter((name) => columns.has(name)),
    foreign_keys: table.foreign_keys.filter((key) => columns.has(key.column_name)),
    indexes: table.indexes.filter((index) => index.columns.every((name) => columns.has(name))),
  };
}
