import type {
  Column,
  DatabaseSchema,
  ForeignKey,
  Index,
  Routine,
  RoutineParameter,
  TableSchema,
} from '../../model/schema.ts';
import { groupObjects } from '../sql/group-objects.ts';
import * as catalog from './catalog-queries.ts';
import { enumValues, portableType } from './column-type.ts';
import type { MysqlCell, MysqlQueries } from './mysql.ts';
import type { Flavour } from './values.ts';

/** Where to look. */
export interface Introspection {
  readonly queries: MysqlQueries;
  readonly database: string;
  readonly flavour: Flavour;
}

/** Everything of the database. */
export const introspectSchema = async (source: Introspection): Promise<DatabaseSchema> => {
  const [all, routines] = await Promise.all([readTables(source, null), readRoutines(source, null)]);
  return groupObjects(all, routines);
};

type Row = Readonly<Record<string, string | null>>;

/** The tables and views of the database, or the one of this name. */
export const readTables = async (
  source: Introspection,
  name: string | null,
): Promise<readonly TableSchema[]> => {
  const read = (sql: string): Promise<readonly Row[]> => readRows(source, sql, name);
  const [tables, columns, indexes, keys, rules, json] = await Promise.all([
    read(catalog.tablesQuery),
    read(catalog.columnsQuery),
    read(source.flavour === 'mysql' ? catalog.indexesQueryOfMysql : catalog.indexesQuery),
    read(catalog.foreignKeysQuery),
    read(catalog.referentialRulesQuery),
    source.flavour === 'mariadb' ? read(catalog.jsonChecksQuery) : [],
  ]);
  const of = { columns: byTable(columns), indexes: byTable(indexes), keys: byTable(keys) };
  const ruleOf = new Map(rules.map((rule) => [`${rule['table']}\0${rule['name']}`, rule]));
  const jsonColumns = new Set(json.map((check) => `${check['table']}\0${check['column']}`));
  return tables.filter(isNamed(name)).map((table) => {
    const own = table['name'] ?? '';
    return tableSchema(table, {
      columns: (of.columns.get(own) ?? []).map((column) =>
        jsonColumns.has(`${own}\0${column['name']}`) ? { ...column, db_type: 'json' } : column,
      ),
      indexes: of.indexes.get(own) ?? [],
      keys: (of.keys.get(own) ?? []).map((key) => foreignKey(key, ruleOf, source.database)),
    });
  });
};

/** The routines of the database, or those of this name: a procedure and a function may share one. */
export const readRoutines = async (
  source: Introspection,
  name: string | null,
): Promise<readonly Routine[]> => {
  const [routines, parameters] = await Promise.all([
    readRows(source, catalog.routinesQuery, name),
    readRows(source, catalog.parametersQuery, name),
  ]);
  return routines.filter(isNamed(name)).map((routine) => ({
    name: routine['name'] ?? '',
    type: routine['type'] === 'PROCEDURE' ? 'procedure' : 'function',
    return_type: routine['return_type'] ?? '',
    parameters: parameters
      .filter((one) => one['routine'] === routine['name'] && one['type'] === routine['type'])
      .map(routineParameter),
  }));
};

/** The catalog compares names without regard to case and to spaces at their end. */
const isNamed =
  (name: string | null) =>
  (row: Row): boolean =>
    name === null || row['name'] === name;

const readRows = async (
  { queries, database }: Introspection,
  sql: string,
  name: string | null,
): Promise<readonly Row[]> => {
  const { rows, fields = [] } = await queries.run({ sql, params: [database, name, name] });
  return rows.map((row) =>
    Object.fromEntries(fields.map((field, index) => [field.name, cellText(row[index])])),
  );
};

const cellText = (cell: MysqlCell | undefined): string | null =>
  cell === undefined || cell === null ? null : cell.toString();

interface TableParts {
  readonly columns: readonly Row[];
  readonly indexes: readonly Row[];
  readonly keys: readonly ForeignKey[];
}

const tableSchema = (table: Row, { columns, indexes, keys }: TableParts): TableSchema => {
  const all = groupIndexes(indexes);
  const key = all.find(({ name }) => name === 'PRIMARY')?.columns ?? [];
  const unique = new Set(
    all
      .filter((index) => index.is_unique && index.isWhole && index.columns.length === 1)
      .flatMap(({ columns: [column = ''] }) => column),
  );
  const isView = table['type'] === 'VIEW';
  return {
    name: table['name'] ?? '',
    type: isView ? 'view' : 'table',
    columns: columns.map((column, index) => columnOf(column, index + 1, key, unique)),
    primary_key: key,
    foreign_keys: keys,
    indexes: all
      .filter(({ name }) => name !== 'PRIMARY')
      .map(({ name, columns: indexed, is_unique }) => ({ name, columns: indexed, is_unique })),
    ...(!isView && table['comment'] && { comment: table['comment'] }),
    ...(!isView && table['row_count'] !== null && { row_count: Number(table['row_count']) }),
  };
};

interface GroupedIndex extends Index {
  readonly columns: string[];
  /** Of whole values, not of their beginnings or of expressions. */
  isWhole: boolean;
}

const groupIndexes = (rows: readonly Row[]): readonly GroupedIndex[] => {
  const groups = new Map<string, GroupedIndex>();
  for (const row of rows) {
    const name = row['name'] ?? '';
    const group = groups.get(name) ?? {
      name,
      columns: [],
      is_unique: row['non_unique'] === '0',
      isWhole: true,
    };
    group.columns.push(row['column'] ?? row['expression'] ?? '');
    if (row['column'] === null || row['sub_part'] !== null) group.isWhole = false;
    groups.set(name, group);
  }
  return [...groups.values()];
};

const columnOf = (
  row: Row,
  position: number,
  key: readonly string[],
  unique: ReadonlySet<string>,
): Column => {
  const name = row['name'] ?? '';
  const db_type = row['db_type'] ?? '';
  const extra = row['extra']?.toLowerCase() ?? '';
  const isGenerated = /\b(virtual|stored|persistent) generated\b/.test(extra);
  const words = enumValues(db_type);
  const length = row['max_length'];
  // MariaDB writes out the absent default of a column that may be null.
  const preset = row['default'] === 'NULL' ? null : row['default'];
  return {
    name,
    position,
    db_type,
    ...portableType(db_type),
    nullable: row['nullable'] === 'YES',
    ...(typeof preset === 'string' && !isGenerated && { default: preset }),
    ...(typeof length === 'string' && { max_length: Number(length) }),
    is_primary_key: key.includes(name),
    is_auto_increment: extra.includes('auto_increment'),
    is_unique: unique.has(name),
    ...(isGenerated && { is_generated: true }),
    ...(row['comment'] && { comment: row['comment'] }),
    ...(words !== undefined && { enum_values: words }),
  };
};

const foreignKey = (row: Row, rules: ReadonlyMap<string, Row>, database: string): ForeignKey => {
  const rule = rules.get(`${row['table']}\0${row['name']}`);
  const elsewhere = row['referenced_schema'] === database ? '' : `${row['referenced_schema']}.`;
  return {
    name: row['name'] ?? '',
    column_name: row['column'] ?? '',
    referenced_table: `${elsewhere}${row['referenced_table']}`,
    referenced_column: row['referenced_column'] ?? '',
    on_delete: rule?.['on_delete'] ?? 'NO ACTION',
    on_update: rule?.['on_update'] ?? 'NO ACTION',
  };
};

const modes: Readonly<Record<string, RoutineParameter['mode']>> = { OUT: 'out', INOUT: 'inout' };

const routineParameter = (row: Row): RoutineParameter => {
  const db_type = row['db_type'] ?? '';
  return {
    name: row['name'] ?? '',
    db_type,
    json_type: portableType(db_type).json_type,
    mode: modes[row['mode'] ?? ''] ?? 'in',
    has_default: false,
  };
};

const byTable = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const table = row['table'] ?? '';
    const group = groups.get(table);
    if (group === undefined) groups.set(table, [row]);
    else group.push(row);
  }
  return groups;
};
