import type {
  Column,
  DatabaseSchema,
  ForeignKey,
  Index,
  Routine,
  RoutineParameter,
  TableSchema,
} from '../../model/schema.ts';
import * as catalog from './catalog-queries.ts';
import { portableType, typeName } from './column-type.ts';
import type { OracleQueries } from './oracle.ts';

/** Where to look. */
export interface Introspection {
  readonly queries: OracleQueries;
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
  const [tables, columns, primaryKeys, foreignKeys, indexes] = await Promise.all([
    readRows<catalog.TableRow>(source, catalog.tablesQuery, name),
    readRows<catalog.ColumnRow>(source, catalog.columnsQuery, name),
    readRows<catalog.KeyRow>(source, catalog.primaryKeysQuery, name),
    readRows<catalog.ForeignKeyRow>(source, catalog.foreignKeysQuery, name),
    readRows<catalog.IndexRow>(source, catalog.indexesQuery, name),
  ]);
  return tableSchemas(source.schema, { tables, columns, primaryKeys, foreignKeys, indexes });
};

/** The routines of the schema, or the one of this exact name. */
export const readRoutines = async (
  source: Introspection,
  name: string | null,
): Promise<readonly Routine[]> => {
  const [routines, all] = await Promise.all([
    readRows<catalog.RoutineRow>(source, catalog.routinesQuery, name),
    readRows<catalog.ArgumentRow>(source, catalog.argumentsQuery, name),
  ]);
  return routines.map((routine) => routineOf(routine, all));
};

const readRows = async <Row>(
  { queries, schema }: Introspection,
  sql: string,
  name: string | null,
): Promise<readonly Row[]> => {
  const { rows, columns } = await queries.run({ sql, params: [schema, name, name] });
  return rows.map(
    (row) =>
      Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])) as Row,
  );
};

/** The answers of the dictionary about some tables. */
export interface CatalogRows {
  readonly tables: readonly catalog.TableRow[];
  readonly columns: readonly catalog.ColumnRow[];
  readonly primaryKeys: readonly catalog.KeyRow[];
  readonly foreignKeys: readonly catalog.ForeignKeyRow[];
  readonly indexes: readonly catalog.IndexRow[];
}

/** Tables as the API shows them. */
export const tableSchemas = (owner: string, rows: CatalogRows): readonly TableSchema[] => {
  const columns = byTable(rows.columns);
  const primaryKeys = byTable(rows.primaryKeys);
  const foreignKeys = byTable(rows.foreignKeys);
  const indexes = byTable(rows.indexes);
  return rows.tables.map(({ name, type, comments, num_rows }) => {
    const key = (primaryKeys.get(name) ?? []).map(({ column }) => column);
    // The index behind the primary key has the same columns, whatever its name.
    const own = groupIndexes(indexes.get(name) ?? []).filter(
      (index) => !(index.is_unique && key.length > 0 && sameNames(index.columns, key)),
    );
    return {
      name,
      type: type === 'VIEW' ? 'view' : 'table',
      columns: (columns.get(name) ?? []).map((column, index) =>
        columnOf(column, index + 1, key, own),
      ),
      primary_key: key,
      foreign_keys: (foreignKeys.get(name) ?? []).map((one) => foreignKeyOf(owner, one)),
      indexes: own.map(({ name: of, columns: indexed, is_unique }) => ({
        name: of,
        columns: indexed,
        is_unique,
      })),
      ...(comments && { comment: comments }),
      ...(num_rows !== null && { row_count: Number(num_rows) }),
    };
  });
};

const sameNames = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name, index) => name === right[index]);

interface GroupedIndex extends Index {
  readonly columns: string[];
  isPlain: boolean;
}

const groupIndexes = (rows: readonly catalog.IndexRow[]): readonly GroupedIndex[] => {
  const groups = new Map<string, GroupedIndex>();
  for (const row of rows) {
    const group = groups.get(row.name) ?? {
      name: row.name,
      columns: [],
      is_unique: row.uniqueness === 'UNIQUE',
      isPlain: true,
    };
    group.columns.push(row.expression ?? row.column);
    if (row.expression !== null) group.isPlain = false;
    groups.set(row.name, group);
  }
  return [...groups.values()];
};

const columnOf = (
  row: catalog.ColumnRow,
  position: number,
  key: readonly string[],
  indexes: readonly GroupedIndex[],
): Column => {
  const db_type = typeName(row);
  const portable = portableType(db_type);
  const isIdentity = row.identity_column === 'YES';
  const isGenerated = row.virtual_column === 'YES';
  const preset = row.data_default?.trim();
  const length = /^N?(?:VAR)?CHAR2?\((\d+)\)$/.exec(db_type)?.[1];
  const isJson = row.is_json !== null && portable.json_type !== 'string(byte)';
  return {
    name: row.name,
    position,
    db_type,
    ...portable,
    ...(isJson && { json_type: 'object', go_type: 'interface{}' }),
    nullable: row.nullable === 'Y',
    // The default of an identity column is the sequence behind it.
    ...(preset !== undefined &&
      preset !== '' &&
      !isIdentity &&
      !isGenerated && { default: preset }),
    ...(length !== undefined && { max_length: Number(length) }),
    is_primary_key: key.includes(row.name),
    is_auto_increment: isIdentity,
    is_unique:
      sameNames(key, [row.name]) ||
      indexes.some(
        ({ columns, is_unique, isPlain }) => is_unique && isPlain && sameNames(columns, [row.name]),
      ),
    ...(isGenerated && { is_generated: true }),
    ...(row.comments && { comment: row.comments }),
  };
};

const foreignKeyOf = (owner: string, row: catalog.ForeignKeyRow): ForeignKey => ({
  name: row.name,
  column_name: row.column,
  referenced_table:
    row.referenced_owner === owner
      ? row.referenced_table
      : `${row.referenced_owner}.${row.referenced_table}`,
  referenced_column: row.referenced_column,
  on_delete: row.delete_rule,
  on_update: 'NO ACTION',
});

/** One routine of the dictionary. */
export const routineOf = (
  { name, type }: catalog.RoutineRow,
  all: readonly catalog.ArgumentRow[],
): Routine => {
  const own = all.filter(({ routine, data_type }) => routine === name && data_type !== null);
  return {
    name,
    type: type === 'FUNCTION' ? 'function' : 'procedure',
    return_type: own.find(({ position }) => position === '0')?.data_type ?? '',
    parameters: own.filter(({ position }) => position !== '0').map(parameterOf),
  };
};

const modes: Readonly<Record<string, RoutineParameter['mode']>> = {
  OUT: 'out',
  'IN/OUT': 'inout',
};

const parameterOf = ({
  name,
  data_type,
  in_out,
  defaulted,
}: catalog.ArgumentRow): RoutineParameter => ({
  name: name ?? '',
  db_type: data_type ?? '',
  json_type: portableType(data_type ?? '').json_type,
  mode: modes[in_out] ?? 'in',
  has_default: defaulted === 'Y',
});

const byTable = <Row extends { readonly table: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.table);
    if (group === undefined) groups.set(row.table, [row]);
    else group.push(row);
  }
  return groups;
};
