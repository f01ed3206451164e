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

/** The statements of a DDL request, in order, for one transaction. */
export const createTableSql = (schema: string, table: TableDefinition): readonly string[] => {
  const name = tableName(schema, table.name);
  const parts = table.columns.map(columnSql);
  if (table.primaryKey.length > 0) parts.push(`PRIMARY KEY (${names(table.primaryKey)})`);
  for (const key of table.foreignKeys) {
    parts.push(foreignKeySql(key, tableName(schema, key.referencedTable), quote));
  }
  return [
    `CREATE TABLE ${name} (${parts.join(', ')})`,
    ...table.columns.flatMap((column) => commentSql(name, column)),
  ];
};

/** One statement for each step of a change, in order. */
export const alterTableSql = (
  schema: string,
  table: TableSchema,
  change: TableChange,
): readonly string[] => {
  const name = tableName(schema, table.name);
  const alter = `ALTER TABLE ${name}`;
  switch (change.kind) {
    case 'add_column':
      return [
        `${alter} ADD COLUMN ${columnSql(change.definition)}`,
        ...commentSql(name, change.definition),
      ];
    case 'drop_column':
      return [`${alter} DROP COLUMN ${quote(change.column)}`];
    case 'rename_column':
      return [`${alter} RENAME COLUMN ${quote(change.column)} TO ${quote(change.newName)}`];
    case 'modify_column':
      return modifySql(name, change.column, change.definition);
  }
};

const modifySql = (
  table: string,
  column: string,
  definition: ColumnDefinition,
): readonly string[] => {
  const alter = `ALTER TABLE ${table} ALTER COLUMN ${quote(column)}`;
  const type = typeSql(definition.type);
  const steps = [`${alter} TYPE ${type} USING ${quote(column)}::${type}`];
  if (definition.default !== undefined) {
    // The old default may not fit the new type.
    steps.unshift(`${alter} DROP DEFAULT`);
    steps.push(`${alter} SET DEFAULT ${defaultSql(definition.default)}`);
  }
  steps.push(`${alter} ${definition.nullable ? 'DROP' : 'SET'} NOT NULL`);
  return [...steps, ...commentSql(table, { ...definition, name: column })];
};

const tableName = (schema: string, table: string): string => `${quote(schema)}.${quote(table)}`;

const names = (columns: readonly string[]): string => columns.map(quote).join(', ');

const columnSql = (column: ColumnDefinition): string => {
  const parts = [
    quote(column.name),
    column.autoIncrement ? serialSql(column) : typeSql(column.type),
  ];
  if (!column.nullable) parts.push('NOT NULL');
  if (column.default !== undefined) parts.push(`DEFAULT ${defaultSql(column.default)}`);
  return parts.join(' ');
};

const serials: Readonly<Record<string, string>> = {
  smallint: 'SMALLSERIAL',
  int2: 'SMALLSERIAL',
  smallserial: 'SMALLSERIAL',
  int: 'SERIAL',
  integer: 'SERIAL',
  int4: 'SERIAL',
  int32: 'SERIAL',
  serial: 'SERIAL',
  bigint: 'BIGSERIAL',
  int8: 'BIGSERIAL',
  int64: 'BIGSERIAL',
  bigserial: 'BIGSERIAL',
};

const serialSql = ({ name, type }: ColumnDefinition): string => {
  const serial = serials[type.name.toLowerCase()];
  if (serial !== undefined) return serial;
  throw fault('invalid_input', {
    reason: `Column "${name}": only whole numbers can be auto-increment`,
  });
};

const portableNames: Readonly<Record<PortableType, string>> = {
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'REAL',
  float64: 'DOUBLE PRECISION',
  string: 'TEXT',
  bool: 'BOOLEAN',
  'time.Time': 'TIMESTAMPTZ',
  '[]byte': 'BYTEA',
  'interface{}': 'JSONB',
};

const typeSql = (type: ColumnType): string => {
  if (type.kind === 'portable') {
    const isSized = type.name === 'string' && type.maxLength !== undefined;
    return isSized ? `VARCHAR(${type.maxLength})` : portableNames[type.name];
  }
  const sizes = type.sizes.length === 0 ? '' : `(${type.sizes.join(', ')})`;
  const suffix = type.suffix === undefined ? '' : ` ${type.suffix}`;
  return `${type.name}${sizes}${suffix}${type.array ? '[]' : ''}`;
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
      return `CURRENT_${value.of.toUpperCase()}`;
  }
};

const commentSql = (table: string, { name, comment }: ColumnDefinition): readonly string[] =>
  comment === undefined ? [] : [`COMMENT ON COLUMN ${table}.${quote(name)} IS ${text(comment)}`];
