import type { SqliteDatabase } from '@aquifer/sqlite';
import type { TableSchema } from '../../model/schema.ts';
import type { Dialect } from '../sql/dialect.ts';
import { quote, sqliteDialect } from './dialect.ts';
import { listTables, type TableEntry } from './introspect.ts';
import { countUpTo } from './lanes/count-up-to.ts';
import { type TimestampStyle, timestampStyleOf } from './timestamps.ts';

/** What the connector knows about tables besides their schema: see `createTableFacts`. */
export interface TableFacts {
  /** The SQL of a table. */
  dialect(table: TableSchema): Dialect;
  /** Whether it is an ordinary table: not a view, not virtual. */
  isOrdinary(table: TableSchema): boolean;
  /** Rows, counted up to `rowsMax` + 1. */
  size(table: string): number;
  /** Tables whose rows must be searched one by one when a row of this one goes. */
  searchedByDelete(table: string): readonly string[];
  /** Whether writing to it runs statements of its own, which may do anything. */
  hasTriggers(table: string): boolean;
  /** Tables whose rows go or change when a row of this one does, and theirs in turn. */
  changedAlong(table: string): readonly string[];
  /** Forgets everything, after a change of the schema. */
  forget(): void;
}

/** Up to here a table is small: looking at all its rows takes about a millisecond. */
export const smallTableRows = 20_000;
/** Facts are looked up again after this time, since other programs change files too. */
const freshMs = 10_000;

/** Facts about the tables of a database, looked up when asked for and kept for 10 s. */
export const createTableFacts = (database: SqliteDatabase): TableFacts => {
  let entries = new Map<string, TableEntry>();
  const styles = createKept<string, TimestampStyle>();
  const dialects = createKept<string, Dialect>();
  const sizes = createKept<string, number>();
  const children = createKept<string, readonly string[]>();
  const triggers = createKept<string, boolean>();
  const along = createKept<string, readonly string[]>();
  const entry = (name: string): TableEntry | undefined => {
    if (!entries.has(name)) {
      entries = new Map(listTables(database).map((found) => [found.name, found]));
    }
    return entries.get(name);
  };
  const rowKey = (table: TableSchema): string | undefined => {
    const found = entry(table.name);
    if (found?.type !== 'table' || found.isWithoutRowid) return undefined;
    const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
    return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name));
  };
  const makeDialect = (table: TableSchema): Dialect => {
    const key = rowKey(table);
    return sqliteDialect({
      ...(key !== undefined && { rowKey: key }),
      timestampStyle: (column) =>
        styles.get(`${table.name}\0${column}`, () => sampleStyle(database, table, column)),
    });
  };
  return {
    dialect: (table) => dialects.get(table.name, () => makeDialect(table)),
    isOrdinary: (table) => entry(table.name)?.type === 'table',
    size: (table) => sizes.get(table, () => countUpTo(database, table, smallTableRows)),
    searchedByDelete: (table) => children.get(table, () => findUnindexedChildren(database, table)),
    hasTriggers: (table) => triggers.get(table, () => findTriggers(database, table)),
    changedAlong: (table) => along.get(table, () => findChangedAlong(database, table)),
    forget: () => {
      entries = new Map();
      for (const kept of [styles, dialects, sizes, children, triggers, along]) kept.clear();
    },
  };
};

interface Kept<K, V> {
  get(key: K, find: () => V): V;
  clear(): void;
}

const createKept = <K, V>(): Kept<K, V> => {
  const kept = new Map<K, { readonly value: V; readonly until: number }>();
  return {
    get: (key, find) => {
      const now = performance.now();
      const found = kept.get(key);
      if (found !== undefined && now < found.until) return found.value;
      const value = find();
      kept.set(key, { value, until: now + freshMs });
      return value;
    },
    clear: () => kept.clear(),
  };
};

/** One of the first rows tells how a table writes time; an empty one takes SQLite's way. */
const sampleStyle = (
  database: SqliteDatabase,
  table: TableSchema,
  column: string,
): TimestampStyle => {
  const declared = table.columns.find(({ name }) => name === column)?.db_type ?? '';
  if (/^date$/i.test(declared)) return 'date';
  if (table.type === 'view') return 'sqlite';
  const first = `SELECT ${quote(column)} AS c FROM ${quote(table.name)} LIMIT 50`;
  const found = database.value<string>(`SELECT c FROM (${first}) WHERE typeof(c) = 'text' LIMIT 1`);
  return found === undefined ? 'sqlite' : timestampStyleOf(found);
};

const findTriggers = (database: SqliteDatabase, table: string): boolean =>
  database.value(
    "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE",
    [table],
  ) !== undefined;

const findChangedAlong = (database: SqliteDatabase, table: string): readonly string[] =>
  database.values<string>(
    `WITH RECURSIVE link(child, parent) AS (
       SELECT l.name, f."table" FROM pragma_table_list l, pragma_foreign_key_list(l.name) f
       WHERE l.schema = 'main' AND l.type = 'table'
       AND NOT (f.on_delete IN ('NO ACTION', 'RESTRICT') AND f.on_update IN ('NO ACTION', 'RESTRICT'))),
     along(name) AS (
       SELECT child FROM link WHERE parent = ? COLLATE NOCASE
       UNION SELECT child FROM link, along WHERE parent = along.name COLLATE NOCASE)
     SELECT name FROM along`,
    [table],
  );

/** Tables that refer to this one by a column that leads no index. */
const findUnindexedChildren = (database: SqliteDatabase, table: string): readonly string[] =>
  database.values<string>(
    `SELECT DISTINCT l.name FROM pragma_table_list l, pragma_foreign_key_list(l.name) f
     WHERE l.schema = 'main' AND l.type = 'table' AND f."table" = ? COLLATE NOCASE AND f.seq = 0
     AND NOT EXISTS (SELECT 1 FROM pragma_index_list(l.name) x, pragma_index_info(x.name) i
                     WHERE i.seqno = 0 AND i.name = f."from")
     AND NOT EXISTS (SELECT 1 FROM pragma_table_info(l.name) c WHERE c.pk = 1 AND c.name = f."from")`,
    [table],
  );
