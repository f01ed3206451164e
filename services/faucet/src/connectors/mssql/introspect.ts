import type {
  Column,
  DatabaseSchema,
  ForeignKey,
  Index,
  Routine,
  TableSchema,
} from '../../model/schema.ts';
import * as catalog from './catalog-queries.ts';
import { portableType, typeName } from './column-type.ts';
import type { MssqlQueries } from './mssql.ts';

/** Where to look. */
export interface Introspection {
  readonly queries: MssqlQueries;
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
  const [tables, columns, indexes, keys] = await Promise.all([
    readRows<catalog.TableRow>(source, catalog.tablesQuery, name),
    readRows<catalog.ColumnRow>(source, catalog.columnsQuery, name),
    readRows<catalog.IndexRow>(source, catalog.indexesQuery, name),
    readRows<catalog.ForeignKeyRow>(source, catalog.foreignKeysQuery, name),
  ]);
  return tableSchemas(source.schema, { tables, columns, indexes, keys });
};

/** The routines of the schema, or the one of this exact name. */
export const readRoutines = async (
  source: Introspection,
  name: string | null,
): Promise<readonly MssqlRoutine[]> => {
  const [routines, parameters] = await Promise.all([
    readRows<catalog.RoutineRow>(source, catalog.routinesQuery, name),
    readRows<catalog.ParameterRow>(source, catalog.parametersQuery, name),
  ]);
  return routines.map((routine) => routineOf(routine, parameters));
};

const readRows = async <Row>(
  { queries, schema }: Introspection,
  sql: string,
  name: string | null,
): Promise<readonly Row[]> => {
  const [result] = await queries.run({ sql, params: [schema, name] });
  const names = result?.columns.map((column) => column.name) ?? [];
  return (result?.rows ?? []).map(
    (row) => Object.fromEntries(names.map((key, index) => [key, row[index]])) as Row,
  );
};

/** The answers of the catalog about some tables. */
export interface CatalogRows {
  readonly tables: readonly catalog.TableRow[];
  readonly columns: readonly catalog.ColumnRow[];
  readonly indexes: readonly catalog.IndexRow[];
  readonly keys: readonly catalog.ForeignKeyRow[];
}

/** Tables as the API shows them. */
export const tableSchemas = (schema: string, rows: CatalogRows): readonly TableSchema[] => {
  const columns = byTable(rows.columns);
  const indexes = byTable(rows.indexes);
  const keys = byTable(rows.keys);
  return rows.tables.map((table) => {
    const own = groupIndexes(indexes.get(table.name) ?? []);
    const key = own.find((index) => index.isPrimary)?.columns ?? [];
    const isView = table.type.trim() === 'V';
    return {
      name: table.name,
      type: isView ? 'view' : 'table',
      columns: (columns.get(table.name) ?? []).map((column, index) =>
        columnOf(column, index + 1, key, own),
      ),
      primary_key: key,
      foreign_keys: (keys.get(table.name) ?? []).map((one) => foreignKeyOf(schema, one)),
      indexes: own
        .filter((index) => !index.isPrimary)
        .map(({ name, columns: indexed, is_unique }) => ({ name, columns: indexed, is_unique })),
      ...(table.comment && { comment: table.comment }),
      ...(!isView && table.row_count !== null && { row_count: Number(table.row_count) }),
    };
  });
};

interface GroupedIndex extends Index {
  readonly columns: string[];
  readonly isPrimary: boolean;
}

/** An index of some rows only makes nothing unique. */
const groupIndexes = (rows: readonly catalog.IndexRow[]): readonly GroupedIndex[] => {
  const groups = new Map<string, GroupedIndex>();
  for (const row of rows) {
    const group = groups.get(row.name) ?? {
      name: row.name,
      columns: [],
      is_unique: row.is_unique && !row.has_filter,
      isPrimary: row.is_primary_key,
    };
    group.columns.push(row.column);
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
  const length = /^(n?(var)?char|(var)?binary)\((\d+)\)$/.exec(db_type)?.[4];
  const isVersion = /^(timestamp|rowversion)$/.test(db_type);
  const isGenerated = row.is_computed || row.generated_always_type !== 0 || isVersion;
  return {
    name: row.name,
    position,
    db_type,
    ...portableType(db_type),
    nullable: row.is_nullable,
    ...(row.default !== null && { default: row.default }),
    ...(length !== undefined && { max_length: Number(length) }),
    is_primary_key: key.includes(row.name),
    is_auto_increment: row.is_identity,
    is_unique: indexes.some(
      ({ columns, is_unique }) => is_unique && columns.length === 1 && columns[0] === row.name,
    ),
    ...(isGenerated && { is_generated: true }),
    ...(row.comment && { comment: row.comment }),
  };
};

const foreignKeyOf = (schema: string, row: catalog.ForeignKeyRow): ForeignKey => ({
  name: row.name,
  column_name: row.column,
  referenced_table:
    row.referenced_schema === schema
      ? row.referenced_table
      : `${row.referenced_schema}.${row.referenced_table}`,
  referenced_column: row.referenced_column,
  on_delete: row.on_delete.replaceAll('_', ' '),
  on_update: row.on_update.replaceAll('_', ' '),
});

/** A routine, and whether it answers with a table. */
export interface MssqlRoutine extends Routine {
  readonly returnsTable: boolean;
}

/**
 * One routine of the catalog, which says nothing about the defaults of parameters: they are taken
 * as needed here, and the server judges what a call leaves out.
 */
export const routineOf = (
  { name, type }: catalog.RoutineRow,
  parameters: readonly catalog.ParameterRow[],
): MssqlRoutine => {
  const own = parameters.filter(({ routine }) => routine === name);
  const result = own.find(({ position }) => position === 0);
  const kind = type.trim();
  const returnsTable = kind === 'IF' || kind === 'TF';
  return {
    name,
    type: kind === 'P' ? 'procedure' : 'function',
    return_type: returnsTable ? 'table' : result === undefined ? '' : typeName(result),
    parameters: own
      .filter(({ position }) => position > 0)
      .map((parameter) => {
        const db_type = typeName(parameter);
        return {
          name: parameter.name.replace(/^@/, ''),
          db_type,
          json_type: portableType(db_type).json_type,
          mode: parameter.is_output ? 'inout' : 'in',
          has_default: false,
        };
      }),
    returnsTable,
  };
};

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
