import type { Permission } from '../access/permission.ts';
import type { Column, TableSchema } from '../model/schema.ts';

/**
 * The names an expression may use, and what they stand for. Columns that the caller may not see
 * are not in it, so they cannot be told from columns that do not exist.
 */
export interface NameScope<T extends Pick<Column, 'name' | 'json_type'>> {
  /** The table, for `table.column` and for messages. */
  readonly table: string;
  find(name: string): T | undefined;
}

export interface ColumnScope extends NameScope<Column> {
  readonly columns: readonly Column[];
}

const scopes = new WeakMap<TableSchema, WeakMap<Permission, ColumnScope>>();

/** The columns of a table the caller may see; the same value for the same table and permission. */
export const columnScope = (table: TableSchema, permission: Permission): ColumnScope => {
  const ofTable = scopes.get(table) ?? new WeakMap<Permission, ColumnScope>();
  scopes.set(table, ofTable);
  const known = ofTable.get(permission);
  if (known !== undefined) return known;
  const scope = createScope(table, permission);
  ofTable.set(permission, scope);
  return scope;
};

/**
 * An exact name wins; else a name that differs only in case and fits one column alone, since the
 * original sent names unquoted and the databases folded them.
 */
const createScope = (table: TableSchema, permission: Permission): ColumnScope => {
  const open = permission.columns;
  const columns =
    open === undefined ? table.columns : table.columns.filter(({ name }) => open.has(name));
  const exact = new Map(columns.map((column) => [column.name, column]));
  const folded = new Map<string, Column | undefined>();
  for (const column of columns) {
    const name = column.name.toLowerCase();
    folded.set(name, folded.has(name) ? undefined : column);
  }
  return {
    table: table.name,
    columns,
    find: (name) => exact.get(name) ?? folded.get(name.toLowerCase()),
  };
};
