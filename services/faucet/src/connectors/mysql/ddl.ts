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
import { quote, text } from './dialect.ts';

/** The statement of a DDL request. */
export const createTableSql = (database: string, table: TableDefinition): string => {
  const parts = table.columns.map(columnSql);
  if (table.primaryKey.length > 0) parts.push(`PRIMARY KEY (${names(table.primaryKey)})`);
  for (const key of table.foreignKeys) {
    parts.push(foreignKeySql(key, tableName(database, key.referencedTable), quote));
  }
  return `CREATE TABLE ${tableName(database, table.name)} (${parts.join(', ')})`;
};

/** The statement of one step of a change. */
export const alterTableSql = (
  database: string,
  table: TableSchema,
  change: TableChange,
): string => {
  const alter = `ALTER TABLE ${tableName(database, table.name)}`;
  switch (change.kind) {
    case 'add_column':
      return `${alter} ADD COLUMN ${columnSql(change.definition)}`;
    case 'drop_column':
      return `${alter} DROP COLUMN ${quote(change.column)}`;
    case 'rename_column':
      return `${alter} RENAME COLUMN ${quote(change.column)} TO ${quote(change.newName)}`;
    case 'modify_column':
      return `${alter} MODIFY COLUMN ${columnSql({ ...change.definition, name: change.column })}`;
  }
};

export const tableName = (database: string, table: string): string =>
  `${quote(database)}.${quote(table)}`;

const names = (columns: readonly string[]): string => columns.map(quote).join(', ');

const columnSql = (column: ColumnDefinition): string => {
  const parts = [quote(column.name), typeSql(column), column.nullable ? 'NULL' : 'NOT NULL'];
  if (column.autoIncrement) parts.push('AUTO_INCREMENT');
  if (column.default !== undefined)
    parts.push(`DEFAULT ${defaultSql(column.default, column.type)}`);
  if (column.comment !== undefined) parts.push(`COMMENT ${text(column.comment)}`);
  return parts.join(' ');
};

const portableNames: Readonly<Record<PortableType, string>> = {
  int32: 'INT',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'TEXT',
  bool: 'TINYINT(1)',
  'time.Time': 'DATETIME',
  '[]byte': 'BLOB',
  'interface{}': 'JSON',
};

const typeSql = ({ name, type }: ColumnDefinition): string => {
  if (type.kind === 'portable') {
    const isSized = type.name === 'string' && type.maxLength !== undefined;
    return isSized ? `VARCHAR(${type.maxLength})` : portableNames[type.name];
  }
  if (type.array) {
    throw fault('invalid_input', { reason: `Column "${name}": MySQL has no array types` });
  }
  const sizes = type.sizes.length === 0 ? '' : `(${type.sizes.join(', ')})`;
  return `${type.name}${sizes}${type.suffix === undefined ? '' : ` ${type.suffix}`}`;
};

const defaultSql = (value: ColumnDefault, type: ColumnType): string => {
  switch (value.kind) {
    case 'text':
      return text(value.value);
    case 'number':
      return value.text;
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'now': {
      if (value.of !== 'timestamp') return `(CURRENT_${value.of.toUpperCase()})`;
      // It must have as many digits as its column.
      const digits = type.kind === 'database' ? type.sizes[0] : undefined;
      return digits === undefined ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${digits})`;
    }
  }
};
