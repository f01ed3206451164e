import type { Postgres } from '@aquifer/postgres';
import type {
  Column,
  DatabaseSchema,
  ForeignKey,
  Routine,
  RoutineParameter,
  TableSchema,
} from '../../model/schema.ts';
import { groupObjects } from '../sql/group-objects.ts';
import {
  type ColumnRow,
  columnsQuery,
  type ConstraintRow,
  constraintsQuery,
  type IndexRow,
  indexesQuery,
  type RelationRow,
  relationsQuery,
  type RoutineRow,
  routinesQuery,
} from './catalog-queries.ts';
import { portableType, type TypeCatalog } from './column-type.ts';

/** Where to look, and where to keep what is learned about types. */
export interface Introspection {
  readonly postgres: Postgres;
  readonly schema: string;
  readonly types: TypeCatalog;
}

/** Everything of the schema. */
export const introspectSchema = async (source: Introspection): Promise<DatabaseSchema> => {
  const [all, rows] = await Promise.all([readTables(source, null), readRoutineRows(source, null)]);
  // After the tables, which teach the types of the database.
  const routines = rows.map((row) => routineOf(row, source.types));
  return groupObjects(all, routines);
};

/** The tables and views of the schema, or the one of this name. */
export const readTables = async (
  { postgres, schema, types }: Introspection,
  name: string | null,
): Promise<readonly TableSchema[]> => {
  const read = async <Row>(sql: string): Promise<readonly Row[]> =>
    (await postgres.value<readonly Row[]>(sql, [schema, name])) ?? [];
  const [relations, columns, constraints, indexes] = await Promise.all([
    read<RelationRow>(relationsQuery),
    read<ColumnRow>(columnsQuery),
    read<ConstraintRow>(constraintsQuery),
    read<IndexRow>(indexesQuery),
  ]);
  for (const column of columns) learnType(types, column);
  const parts = {
    columns: byRelation(columns),
    constraints: byRelation(constraints),
    indexes: byRelation(indexes),
  };
  return relations.map((relation) =>
    tableSchema(relation, types, {
      columns: parts.columns.get(relation.oid) ?? [],
      constraints: parts.constraints.get(relation.oid) ?? [],
      indexes: parts.indexes.get(relation.oid) ?? [],
    }),
  );
};

/** Overloads are routines of their own. */
const routineOf = (row: RoutineRow, types: TypeCatalog): Routine => ({
  name: row.name,
  type: row.kind === 'p' ? 'procedure' : 'function',
  return_type: row.return_type,
  parameters: row.parameters
    .filter((parameter) => parameter.mode !== 't')
    .map((parameter, index) => routineParameter(parameter, index, types)),
});

/** The routines of the schema, or those of this name, as the catalog has them. */
export const readRoutineRows = async (
  { postgres, schema }: Introspection,
  name: string | null,
): Promise<readonly RoutineRow[]> =>
  (await postgres.value<readonly RoutineRow[]>(routinesQuery, [schema, name])) ?? [];

interface TableParts {
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

const tableSchema = (
  relation: RelationRow,
  types: TypeCatalog,
  { columns, constraints, indexes }: TableParts,
): TableSchema => {
  const isView = relation.kind === 'v' || relation.kind === 'm';
  const key = constraints.find((constraint) => constraint.type === 'p')?.columns ?? [];
  const unique = new Set(
    indexes
      .filter((index) => index.unique && index.plain && index.columns.length === 1)
      .flatMap((index) => index.columns),
  );
  return {
    name: relation.name,
    type: isView ? 'view' : 'table',
    columns: columns.map((row, index) => columnOf(row, index + 1, types, key, unique)),
    primary_key: key,
    foreign_keys: constraints.filter((constraint) => constraint.type === 'f').flatMap(foreignKeys),
    indexes: indexes
      .filter((index) => !index.primary)
      .map((index) => ({ name: index.name, columns: index.columns, is_unique: index.unique })),
    ...(relation.comment !== null && { comment: relation.comment }),
    ...(relation.kind !== 'v' && relation.row_count >= 0 && { row_count: relation.row_count }),
  };
};

const columnOf = (
  row: ColumnRow,
  position: number,
  types: TypeCatalog,
  key: readonly string[],
  unique: ReadonlySet<string>,
): Column => ({
  name: row.name,
  position,
  db_type: row.db_type,
  ...portableType(types.find(row.db_type), row.db_type),
  nullable: !row.not_null,
  ...(row.default !== null && { default: row.default }),
  ...(row.max_length !== null && { max_length: row.max_length }),
  is_primary_key: key.includes(row.name),
  is_auto_increment: row.identity || (row.default?.startsWith('nextval(') ?? false),
  is_unique: unique.has(row.name),
  ...(row.generated && { is_generated: true }),
  ...(row.comment !== null && { comment: row.comment }),
  ...(row.enum_values !== null && { enum_values: row.enum_values }),
});

/** Remembers what a type outside pg_catalog stands for, under the name its columns show. */
const learnType = (
  types: TypeCatalog,
  { own_type: name, base_type: base, type_type }: ColumnRow,
): void => {
  if (name === null) return;
  if (base !== null) types.learn(name, types.find(base));
  else if (type_type === 'e') types.learn(name, { kind: 'enum', array: false });
  else if (type_type === 'c') types.learn(name, { kind: 'composite', array: false });
};

const actions: Readonly<Record<string, string>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

const foreignKeys = (constraint: ConstraintRow): readonly ForeignKey[] =>
  constraint.columns.map((column, index) => ({
    name: constraint.name,
    column_name: column,
    referenced_table: constraint.referenced_table ?? '',
    referenced_column: constraint.referenced_columns?.[index] ?? '',
    on_delete: actions[constraint.on_delete] ?? 'NO ACTION',
    on_update: actions[constraint.on_update] ?? 'NO ACTION',
  }));

const modes: Readonly<Record<string, RoutineParameter['mode']>> = { o: 'out', b: 'inout' };

const routineParameter = (
  { name, db_type, mode, has_default }: RoutineRow['parameters'][number],
  index: number,
  types: TypeCatalog,
): RoutineParameter => ({
  // A parameter without a name goes by its position, as in the body of the function.
  name: name === null || name === '' ? `$${index + 1}` : name,
  db_type,
  json_type: portableType(types.find(db_type), db_type).json_type,
  mode: modes[mode] ?? 'in',
  has_default: has_default || mode === 'v',
});

const byRelation = <Row extends { readonly relation: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> => {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.relation);
    if (group === undefined) groups.set(row.relation, [row]);
    else group.push(row);
  }
  return groups;
};
