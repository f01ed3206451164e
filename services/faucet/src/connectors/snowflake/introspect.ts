import type {
  Column,
  DatabaseSchema,
  ForeignKey,
  Routine,
  RoutineParameter,
  TableSchema,
} from '../../model/schema.ts';
import * as catalog from './catalog-queries.ts';
import { portableType, typeName } from './column-type.ts';
import { quote } from './dialect.ts';
import type { SnowflakeCell, SnowflakeQueries } from './snowflake.ts';

/** Where to look. */
export interface Introspection {
  readonly queries: SnowflakeQueries;
  readonly schema: string;
}

/** Everything of the schema. */
export const introspectSchema = async (source: Introspection): Promise<DatabaseSchema> => {
  const [all, routines] = await Promise.all([readTables(source, null), readRoutines(source, null)]);
  return {
    tables: all.filter((table) => table.type === 'table'),
    views: all.filter((table) => table.type === 'view'),
    procedures: routines.filter((routine) => routine.type === 'procedure'),
    functions: routines.filter((routine) => routine.type === 'function'),
  };
};

/** The tables and views of the schema, or the one of this exact name. */
export const readTables = async (
  source: Introspection,
  name: string | null,
): Promise<readonly TableSchema[]> => {
  const { schema } = source;
  const [tables, columns, primaryKeys, uniqueKeys, foreignKeys] = await Promise.all([
    readRows<catalog.TableRow>(source, catalog.tablesQuery, [schema, name, name]),
    readRows<catalog.ColumnRow>(source, catalog.columnsQuery, [schema, name, name]),
    readRows<catalog.KeyRow>(source, `SHOW PRIMARY KEYS IN SCHEMA ${quote(schema)}`, []),
    readRows<catalog.KeyRow>(source, `SHOW UNIQUE KEYS IN SCHEMA ${quote(schema)}`, []),
    readRows<catalog.ForeignKeyRow>(source, `SHOW IMPORTED KEYS IN SCHEMA ${quote(schema)}`, []),
  ]);
  return tableSchemas(schema, { tables, columns, primaryKeys, uniqueKeys, foreignKeys });
};

/** The routines of the schema, or the overloads of this exact name. */
export const readRoutines = async (
  source: Introspection,
  name: string | null,
): Promise<readonly SnowflakeRoutine[]> => {
  const params = [source.schema, name, name];
  const [procedures, functions] = await Promise.all([
    readRows<catalog.RoutineRow>(source, catalog.proceduresQuery, params),
    readRows<catalog.RoutineRow>(source, catalog.functionsQuery, params),
  ]);
  return [
    ...procedures.map((row) => routineOf('procedure', row)),
    ...functions.map((row) => routineOf('function', row)),
  ];
};

const readRows = async <Row>(
  { queries }: Introspection,
  sql: string,
  params: readonly (string | null)[],
): Promise<readonly Row[]> => {
  const { rows, columns } = await queries.run({ sql, params });
  return rows.map((row) => {
    const members = columns.map((column, index) => [column.name, cellText(row[index])] as const);
    return Object.fromEntries(members) as Row;
  });
};

const cellText = (cell: SnowflakeCell | undefined): string | null =>
  cell === null || cell === undefined ? null : cell.toString();

/** The answers of the catalog about some tables. */
export interface CatalogRows {
  readonly tables: readonly catalog.TableRow[];
  readonly columns: readonly catalog.ColumnRow[];
  readonly primaryKeys: readonly catalog.KeyRow[];
  readonly uniqueKeys: readonly catalog.KeyRow[];
  readonly foreignKeys: readonly catalog.ForeignKeyRow[];
}

/** Tables as the API shows them. Keys are what somebody declared: Snowflake does not enforce them. */
export const tableSchemas = (schema: string, rows: CatalogRows): readonly TableSchema[] =>
  rows.tables.map(({ name, type, comment, row_count }) => {
    const key = inOrder(rows.primaryKeys.filter((row) => row.table_name === name)).map(
      (row) => row.column_name,
    );
    const unique = uniqueKeys(rows.uniqueKeys.filter((row) => row.table_name === name));
    const isView = type.includes('VIEW');
    return {
      name,
      type: isView ? 'view' : 'table',
      columns: rows.columns
        .filter(({ table }) => table === name)
        .map((column, index) => columnOf(column, index + 1, key, [...unique.values()])),
      primary_key: key,
      foreign_keys: inOrder(rows.foreignKeys.filter((row) => row.fk_table_name === name)).map(
        (row) => foreignKeyOf(schema, row),
      ),
      indexes: [...unique].map(([constraint, columns]) => ({
        name: constraint,
        columns,
        is_unique: true,
      })),
      ...(comment && { comment }),
      ...(!isView && row_count !== null && { row_count: Number(row_count) }),
    };
  });

/** By constraint, then by place in it. */
const inOrder = <Row extends catalog.KeyRow | catalog.ForeignKeyRow>(
  rows: readonly Row[],
): readonly Row[] =>
  rows.toSorted((left, right) => {
    const names = [left, right].map((row) =>
      'fk_name' in row ? row.fk_name : row.constraint_name,
    );
    const [first = '', second = ''] = names;
    if (first !== second) return first < second ? -1 : 1;
    return Number(left.key_sequence) - Number(right.key_sequence);
  });

const uniqueKeys = (rows: readonly catalog.KeyRow[]): ReadonlyMap<string, readonly string[]> => {
  const keys = new Map<string, string[]>();
  for (const { constraint_name: name, column_name: column } of inOrder(rows)) {
    const columns = keys.get(name);
    if (columns === undefined) keys.set(name, [column]);
    else columns.push(column);
  }
  return keys;
};

const columnOf = (
  row: catalog.ColumnRow,
  position: number,
  key: readonly string[],
  unique: readonly (readonly string[])[],
): Column => {
  const db_type = typeName(row);
  const length = /^VARCHAR\((\d+)\)$/.exec(db_type)?.[1];
  const preset = row.default;
  const isIdentity =
    row.identity === 'YES' || /^(IDENTITY|AUTOINCREMENT)\b/i.test(preset?.trim() ?? '');
  return {
    name: row.name,
    position,
    db_type,
    ...portableType(db_type),
    nullable: row.nullable === 'YES',
    ...(preset !== null && !isIdentity && { default: preset }),
    ...(length !== undefined && { max_length: Number(length) }),
    is_primary_key: key.includes(row.name),
    is_auto_increment: isIdentity,
    is_unique: [key, ...unique].some((one) => one.length === 1 && one[0] === row.name),
    ...(row.comment && { comment: row.comment }),
  };
};

const foreignKeyOf = (schema: string, row: catalog.ForeignKeyRow): ForeignKey => ({
  name: row.fk_name,
  column_name: row.fk_column_name,
  referenced_table:
    row.pk_schema_name === schema
      ? row.pk_table_name
      : `${row.pk_schema_name}.${row.pk_table_name}`,
  referenced_column: row.pk_column_name,
  on_delete: row.delete_rule,
  on_update: row.update_rule,
});

/** A routine, and whether it answers with a table. */
export interface SnowflakeRoutine extends Routine {
  readonly returnsTable: boolean;
}

/** One routine of the catalog. */
export const routineOf = (
  type: SnowflakeRoutine['type'],
  { name, signature, return_type }: catalog.RoutineRow,
): SnowflakeRoutine => ({
  name,
  type,
  return_type,
  parameters: splitSignature(signature).map(parameterOf),
  returnsTable: /^TABLE\b/i.test(return_type),
});

/** Commas separate parameters, except inside sizes and strings. */
const splitSignature = (signature: string): readonly string[] => {
  const parts: string[] = [''];
  let depth = 0;
  let isString = false;
  for (const sign of signature.trim().replace(/^\(|\)$/g, '')) {
    if (sign === "'") isString = !isString;
    if (!isString && sign === '(') depth += 1;
    if (!isString && sign === ')') depth -= 1;
    if (sign === ',' && depth === 0 && !isString) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

const parameterOf = (text: string): RoutineParameter => {
  const [, quoted, plain = '', rest = ''] = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(text) ?? [];
  const [type = '', preset] = rest.split(/\s+DEFAULT\b/i);
  const db_type = type.trim();
  return {
    name: quoted?.replaceAll('""', '"') ?? plain,
    db_type,
    json_type: portableType(db_type).json_type,
    mode: 'in',
    has_default: preset !== undefined,
  };
};
