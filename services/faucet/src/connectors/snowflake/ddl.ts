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
import { quote, text } from './dialect.ts';

/** The statement of a DDL request. */
export const createTableSql = (schema: string, table: TableDefinition): string => {
  const parts = table.columns.map(columnSql);
  if (table.primaryKey.length > 0) parts.push(`PRIMARY KEY (${names(table.primaryKey)})`);
  for (const key of table.foreignKeys) parts.push(foreignKeySql(schema, key));
  return `CREATE TABLE ${tableName(schema, table.name)} (${parts.join(', ')})`;
};

/** The statements of one step of a change, in order. */
export const alterTableSql = (
  schema: string,
  { name: table }: Pick<TableSchema, 'name'>,
  change: TableChange,
): readonly string[] => {
  const alter = `ALTER TABLE ${tableName(schema, table)}`;
  switch (change.kind) {
    case 'add_column':
      return [`${alter} ADD COLUMN ${columnSql(change.definition)}`];
    case 'drop_column':
      return [`${alter} DROP COLUMN ${quote(change.column)}`];
    case 'rename_column':
      return [`${alter} RENAME COLUMN ${quote(change.column)} TO ${quote(change.newName)}`];
    case 'modify_column': {
      const column = quote(change.column);
      const { definition } = change;
      if (definition.default !== undefined) {
        const reason = `Column "${change.column}": Snowflake cannot change the default of a column`;
        throw fault('invalid_input', { reason });
      }
      const nullable = `${definition.nullable ? 'DROP' : 'SET'} NOT NULL`;
      const type = typeSql({ ...definition, name: change.column });
      const modify = `${alter} MODIFY COLUMN ${column} SET DATA TYPE ${type}, COLUMN ${column} ${nullable}`;
      const { comment } = definition;
      return comment === undefined
        ? [modify]
        : [modify, `COMMENT ON COLUMN ${tableName(schema, table)}.${column} IS ${text(comment)}`];
    }
  }
};

/** The table with its schema, each in double quotes. */
export const tableName = (schema: string, table: string): string =>
  `${quote(schema)}.${quote(table)}`;

const names = (columns: readonly string[]): string => columns.map(quote).join(', ');

const columnSql = (column: ColumnDefinition): string => {
  const parts = [quote(column.name), typeSql(column)];
  if (column.autoIncrement) parts.push('AUTOINCREMENT');
  if (column.default !== undefined) parts.push(`DEFAULT ${defaultSql(column.default)}`);
  if (!column.nullable) parts.push('NOT NULL');
  if (column.comment !== undefined) parts.push(`COMMENT ${text(column.comment)}`);
  return parts.join(' ');
};

const portableNames: Readonly<Record<PortableType, string>> = {
  int32: 'NUMBER(10,0)',
  int64: 'NUMBER(38,0)',
  float32: 'FLOAT',
  float64: 'FLOAT',
  string: 'VARCHAR',
  bool: 'BOOLEAN',
  'time.Time': 'TIMESTAMP_NTZ',
  '[]byte': 'BINARY',
  'interface{}': 'VARIANT',
};

const typeSql = ({ name, type }: { name: string; type: ColumnType }): string => {
  if (type.kind === 'portable') {
    const isSized = type.name === 'string' && type.maxLength !== undefined;
    return isSized ? `VARCHAR(${type.maxLength})` : portableNames[type.name];
  }
  if (type.array) {
    const reason = `Column "${name}": Snowflake writes arrays as ARRAY`;
    throw fault('invalid_input', { reason });
  }
  const sizes = type.sizes.length === 0 ? '' : `(${type.sizes.join(', ')})`;
  return `${type.name}${sizes}${type.suffix === undefined ? '' : ` ${type.suffix}`}`;
};

const defaultSql = (value: ColumnDefault): string => {
  switch (value.kind) {
    case 'text':
      return text(value.value);
    case 'number':
      return value.text;
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'now':
      return value.of === 'timestamp' ? 'SYSDATE()' : `CURRENT_${value.of.toUpperCase()}()`;
  }
};

const foreignKeySql = (schema: string, key: TableDefinition['foreignKeys'][number]): string => {
  const parts = [
    `FOREIGN KEY (${names(key.columns)})`,
    `REFERENCES ${tableName(schema, key.referencedTable)} (${names(key.referencedColumns)})`,
  ];
  if (key.onUpdate !== undefined) parts.push(`ON UPDATE ${key.onUpdate}`);
  if (key.onDelete !== undefined) parts.push(`ON DELETE ${key.onDelete}`);
  return parts.join(' ');
};
