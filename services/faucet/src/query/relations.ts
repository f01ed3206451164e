import type { ForeignKey, TableSchema } from '../model/schema.ts';

/** A way from one table to another along a foreign key. */
export interface Relation {
  /** What a caller writes in `related`, and the key of the related records in the JSON. */
  readonly name: string;
  /** `one`: this table holds the key, so an object or null. `many`: the other holds it, so an array. */
  readonly cardinality: 'one' | 'many';
  /** The table at the other end. */
  readonly table: TableSchema;
  /** Columns here and there, pairwise equal. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

const remembered = new WeakMap<readonly TableSchema[], Map<string, readonly Relation[]>>();

/**
 * Every relation of a table, named by these rules, which look at the whole database and not at the
 * caller, so that a name means the same for everybody:
 *
 * - to one: the foreign key's column without `_id` (`customer_id` gives `customer`), or the
 *   referenced table when the column ends otherwise or the key has several columns;
 * - to many: the referencing table (`orders`);
 * - `table_by_column` where a name would stand for several relations or for a column of the table.
 */
export const relationsOf = (
  table: TableSchema,
  tables: readonly TableSchema[],
): readonly Relation[] => {
  const ofDatabase = remembered.get(tables) ?? new Map<string, readonly Relation[]>();
  remembered.set(tables, ofDatabase);
  const known = ofDatabase.get(table.name);
  if (known !== undefined) return known;
  const relations = nameRelations(table, findRelations(table, tables));
  ofDatabase.set(table.name, relations);
  return relations;
};

interface Candidate extends Omit<Relation, 'name'> {
  readonly preferred: string;
  readonly precise: string;
}

const findRelations = (
  table: TableSchema,
  tables: readonly TableSchema[],
): readonly Candidate[] => {
  const byName = new Map(tables.map((one) => [one.name, one]));
  const toOne = foreignKeys(table).flatMap((key) => {
    const referenced = byName.get(key.table);
    return referenced === undefined ? [] : [candidateToOne(key, referenced)];
  });
  const toMany = tables.flatMap((other) =>
    foreignKeys(other)
      .filter((key) => key.table === table.name)
      .map((key) => candidateToMany(key, other)),
  );
  return [...toOne, ...toMany];
};

interface Key {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referenced: readonly string[];
}

/** The foreign keys of a table, the entries of a composite one put together; declared twice they count once. */
const foreignKeys = (table: TableSchema): readonly Key[] => {
  const groups = new Map<string, ForeignKey[]>();
  for (const entry of table.foreign_keys) {
    const group = groups.get(entry.name);
    if (group === undefined) groups.set(entry.name, [entry]);
    else group.push(entry);
  }
  const keys = new Map<string, Key>();
  for (const group of groups.values()) {
    const key: Key = {
      table: group[0]?.referenced_table ?? '',
      columns: group.map((entry) => entry.column_name),
      referenced: group.map((entry) => entry.referenced_column),
    };
    keys.set(JSON.stringify(key), key);
  }
  return [...keys.values()];
};

const candidateToOne = (key: Key, referenced: TableSchema): Candidate => ({
  cardinality: 'one',
  table: referenced,
  from: key.columns,
  to: key.referenced,
  preferred: withoutId(key.columns) ?? referenced.name,
  precise: preciseName(referenced.name, key),
});

const candidateToMany = (key: Key, other: TableSchema): Candidate => ({
  cardinality: 'many',
  table: other,
  from: key.referenced,
  to: key.columns,
  preferred: other.name,
  precise: preciseName(other.name, key),
});

const preciseName = (table: string, key: Key): string => `${table}_by_${key.columns.join('_')}`;

/** `customer` of `customer_id` or `customerId`. */
const withoutId = (columns: readonly string[]): string | undefined => {
  const [column = '', ...more] = columns;
  if (more.length > 0) return undefined;
  return /^(.+?)(?:_id|_ID|Id)$/.exec(column)?.[1];
};

/**
 * To-one relations keep their short name against to-many ones of the same name. A relation whose
 * precise name is taken too cannot be named and is left out.
 */
const nameRelations = (
  table: TableSchema,
  candidates: readonly Candidate[],
): readonly Relation[] => {
  const taken = new Set(table.columns.map((column) => column.name));
  const relations: Relation[] = [];
  for (const cardinality of ['one', 'many'] as const) {
    const group = candidates.filter((one) => one.cardinality === cardinality);
    const short = group.filter((one) => isFree(one.preferred, taken, group));
    for (const candidate of short) take(candidate, candidate.preferred, taken, relations);
    for (const candidate of group) {
      if (!short.includes(candidate)) take(candidate, candidate.precise, taken, relations);
    }
  }
  return relations;
};

const isFree = (name: string, taken: ReadonlySet<string>, group: readonly Candidate[]): boolean =>
  !taken.has(name) && group.filter((one) => one.preferred === name).length === 1;

const take = (
  { cardinality, table, from, to }: Candidate,
  name: string,
  taken: Set<string>,
  relations: Relation[],
): void => {
  if (taken.has(name)) return;
  taken.add(name);
  relations.push({ name, cardinality, table, from, to });
};
