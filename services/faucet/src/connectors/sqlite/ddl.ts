import { fault } from '../../faults.ts';
import type { TableSchema } from '../../model/schema.ts';
import type {
  ColumnDefault,
  ColumnDefinition,
  ColumnType,
  PortableType,
  TableChange,
  TableDefinition,
} from '../connector.ts';
import { foreignKeySql } from '../sql/foreign-key-sql.ts';
import { quote } from './dialect.ts';

/** CREATE TABLE of a validated definition. */
export const createTableSql = (definition: TableDefinition): string => {
  const alias = rowidAlias(definition);
  const parts = definition.columns.map((column) => columnSql(column, column === alias));
  if (alias === undefined && definition.primaryKey.length > 0) {
    parts.push(`PRIMARY KEY (${definition.primaryKey.map(quote).join(', ')})`);
  }
  for (const key of definition.foreignKeys) {
    parts.push(foreignKeySql(key, quote(key.referencedTable), quote));
  }
  return `CREATE TABLE ${quote(definition.name)} (${parts.join(', ')})`;
};

/** The statements of a change, in order; together they are atomic. Throws not_supported. */
export const alterTableSql = (table: TableSchema, change: TableChange): string => {
  const alter = `ALTER TABLE ${quote(table.name)}`;
  switch (change.kind) {
    case 'add_column':
      return `${alter} ADD COLUMN ${columnSql(change.definition, false)}`;
    case 'drop_column':
      return `${alter} DROP COLUMN ${quote(change.column)}`;
    case 'rename_column':
      return `${alter} RENAME COLUMN ${quote(change.column)} TO ${quote(change.newName)}`;
    case 'modify_column':
      throw fault('not_supported', { driver: 'sqlite', feature: 'changing the type of a column' });
  }
};

/** DROP of a table. */
export const dropTableSql = (table: TableSchema): string =>
  `DROP ${table.type === 'view' ? 'VIEW' : 'TABLE'} ${quote(table.name)}`;

/** Only `INTEGER PRIMARY KEY` numbers rows by itself, so an auto-increment column becomes that. */
const rowidAlias = (definition: TableDefinition): ColumnDefinition | undefined => {
  const auto = definition.columns.find((column) => column.autoIncrement);
  if (auto === undefined) return undefined;
  if (definition.primaryKey.some((name) => name !== auto.name)) {
    const feature = 'an auto-increment column that is not the only primary key';
    throw fault('not_supported', { driver: 'sqlite', feature });
  }
  return auto;
};

const columnSql = (column: ColumnDefinition, isRowidAlias: boolean): string => {
  if (isRowidAlias) return `${quote(column.name)} INTEGER PRIMARY KEY AUTOINCREMENT`;
  const words = [quote(column.name), typeSql(column.type)];
  if (!column.nullable) words.push('NOT NULL');
  if (column.default !== undefined) words.push(`DEFAULT ${defaultSql(column.default)}`);
  return words.join(' ');
};

const portable: Readonly<Record<PortableType, string>> = {
  int32: 'INTEGER',
  int64: 'INTEGER',
  float32: 'REAL',
  float64: 'REAL',
  string: 'TEXT',
  bool: 'INTEGER',
  'time.Time': 'TEXT',
  '[]byte': 'BLOB',
  'interface{}': 'TEXT',
};

const typeSql = (type: ColumnType): string => {
  if (type.kind === 'portable') {
    const isSized = type.name === 'string' && type.maxLength !== undefined;
    return isSized ? `VARCHAR(${type.maxLength})` : portable[type.name];
  }
  if (type.array) throw fault('not_supported', { driver: 'sqlite', feature: 'array columns' });
  return type.sizes.length === 0 ? type.name : `${type.name}(${type.sizes.join(', ')})`;
};

const defaultSql = (value: ColumnDefault): string => {
  switch (value.kind) {
    case 'text':
      return `'${value.value.replaceAll("'", "''")}'`;
    case 'number':
      return value.text;
    case 'boolean':
      return value.value ? '1' : '0';
    case 'null':
      return 'NULL';
    case 'now':
      return `CURRENT_${value.of.toUpperCase()}`;
  }
};
