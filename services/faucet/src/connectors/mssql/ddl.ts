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
import type { Statement } from '../sql/dialect.ts';
import { quote, text } from './dialect.ts';

/** The statements of a DDL request, in order, for one transaction. */
export const createTableSql = (schema: string, table: TableDefinition): readonly Statement[] => {
  const parts = table.columns.map(columnSql);
  if (table.primaryKey.length > 0) parts.push(`PRIMARY KEY (${names(table.primaryKey)})`);
  for (const key of table.foreignKeys) parts.push(foreignKeySql(schema, key));
  return [
    plain(`CREATE TABLE ${tableName(schema, table.name)} (${parts.join(', ')})`),
    ...table.columns.flatMap((column) => commentSql(schema, table.name, column)),
  ];
};

/** The statements of one step of a change, in order. */
export const alterTableSql = (
  schema: string,
  { name: table }: Pick<TableSchema, 'name'>,
  change: TableChange,
): readonly Statement[] => {
  const alter = `ALTER TABLE ${tableName(schema, table)}`;
  switch (change.kind) {
    case 'add_column':
      return [
        plain(`${alter} ADD ${columnSql(change.definition)}`),
        ...commentSql(schema, table, change.definition),
      ];
    case 'drop_column':
      return [
        dropDefaultSql(schema, table, change.column),
        plain(`${alter} DROP COLUMN ${quote(change.column)}`),
      ];
    case 'rename_column':
      // Names are bound: sp_rename reads the first as SQL would, the second as it is.
      return [
        {
          sql: "EXEC sys.sp_rename @p1, @p2, N'COLUMN'",
          params: [`${tableName(schema, table)}.${quote(change.column)}`, change.newName],
        },
      ];
    case 'modify_column':
      return modifySql(schema, table, { ...change.definition, name: change.column });
  }
};

const modifySql = (
  schema: string,
  table: string,
  column: ColumnDefinition,
): readonly Statement[] => {
  const alter = `ALTER TABLE ${tableName(schema, table)}`;
  const nullable = column.nullable ? 'NULL' : 'NOT NULL';
  const steps = [
    plain(`${alter} ALTER COLUMN ${quote(column.name)} ${typeSql(column)} ${nullable}`),
  ];
  if (column.default !== undefined) {
    // The old default may not fit the new type, and there is only one at a time.
    steps.unshift(dropDefaultSql(schema, table, column.name));
    const value = defaultSql(column.default);
    steps.push(plain(`${alter} ADD DEFAULT ${value} FOR ${quote(column.name)}`));
  }
  return [...steps, ...commentSql(schema, table, column)];
};

/** A default is a constraint of its own, with a name of the server's, that keeps its column. */
const dropDefaultSql = (schema: string, table: string, column: string): Statement => ({
  sql: [
    'DECLARE @name SYSNAME = (SELECT d.name FROM sys.default_constraints d JOIN sys.columns c',
    '  ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id',
    '  WHERE d.parent_object_id = OBJECT_ID(@p1) AND c.name = @p2);',
    "DECLARE @drop NVARCHAR(MAX) = N'ALTER TABLE ' + @p1 + N' DROP CONSTRAINT ' + QUOTENAME(@name);",
    'IF @drop IS NOT NULL EXEC sys.sp_executesql @drop;',
  ].join('\n'),
  params: [tableName(schema, table), column],
});

const plain = (sql: string): Statement => ({ sql, params: [] });

/** The table with its schema, each in brackets. */
export const tableName = (schema: string, table: string): string =>
  `${quote(schema)}.${quote(table)}`;

const names = (columns: readonly string[]): string => columns.map(quote).join(', ');

const columnSql = (column: ColumnDefinition): string => {
  const parts = [quote(column.name), typeSql(column)];
  if (column.autoIncrement) parts.push('IDENTITY(1,1)');
  parts.push(column.nullable ? 'NULL' : 'NOT NULL');
  if (column.default !== undefined) parts.push(`DEFAULT ${defaultSql(column.default)}`);
  return parts.join(' ');
};

const portableNames: Readonly<Record<PortableType, string>> = {
  int32: 'INT',
  int64: 'BIGINT',
  float32: 'REAL',
  float64: 'FLOAT',
  string: 'NVARCHAR(MAX)',
  bool: 'BIT',
  'time.Time': 'DATETIME2',
  '[]byte': 'VARBINARY(MAX)',
  'interface{}': 'NVARCHAR(MAX)',
};

const typeSql = ({ name, type }: { name: string; type: ColumnType }): string => {
  if (type.kind === 'portable') {
    const length = type.name === 'string' ? type.maxLength : undefined;
    if (length === undefined) return portableNames[type.name];
    return length > 4000 ? 'NVARCHAR(MAX)' : `NVARCHAR(${length})`;
  }
  if (type.array) {
    throw fault('invalid_input', { reason: `Column "${name}": SQL Server has no array types` });
  }
  const sizes = type.sizes.map((size) => (size === -1 ? 'MAX' : String(size))).join(', ');
  const suffix = type.suffix === undefined ? '' : ` ${type.suffix}`;
  return `${type.name}${sizes === '' ? '' : `(${sizes})`}${suffix}`;
};

const defaultSql = (value: ColumnDefault): string => {
  switch (value.kind) {
    case 'text':
      return text(value.value);
    case 'number':
      return value.text;
    case 'boolean':
      return value.value ? '1' : '0';
    case 'null':
      return 'NULL';
    case 'now':
      return value.of === 'timestamp'
        ? 'SYSUTCDATETIME()'
        : `CAST(SYSUTCDATETIME() AS ${value.of.toUpperCase()})`;
  }
};

const foreignKeySql = (schema: string, key: TableDefinition['foreignKeys'][number]): string => {
  const parts = [
    `FOREIGN KEY (${names(key.columns)})`,
    `REFERENCES ${tableName(schema, key.referencedTable)} (${names(key.referencedColumns)})`,
  ];
  if (key.onDelete !== undefined) parts.push(`ON DELETE ${action(key.onDelete)}`);
  if (key.onUpdate !== undefined) parts.push(`ON UPDATE ${action(key.onUpdate)}`);
  return parts.join(' ');
};

/** NO ACTION is the server's word for refusing at once. */
const action = (word: string): string => (word === 'RESTRICT' ? 'NO ACTION' : word);

/** A comment is a property that is either added or updated. */
const commentSql = (
  schema: string,
  table: string,
  { name, comment }: ColumnDefinition,
): readonly Statement[] => {
  if (comment === undefined) return [];
  const levels = [
    "@level0type = N'SCHEMA', @level0name = @p2",
    "@level1type = N'TABLE', @level1name = @p3",
    "@level2type = N'COLUMN', @level2name = @p4",
  ].join(', ');
  const call = (procedure: string): string =>
    `EXEC sys.${procedure} @name = N'MS_Description', @value = @p1, ${levels}`;
  const exists =
    "EXISTS (SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', N'SCHEMA', @p2, N'TABLE', @p3, N'COLUMN', @p4))";
  const sql = `IF ${exists} ${call('sp_updateextendedproperty')}; ELSE ${call('sp_addextendedproperty')};`;
  return [{ sql, params: [comment, schema, table, name] }];
};
