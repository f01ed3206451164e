import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqliteDatabase } from '@aquifer/sqlite';
import type { Column, DatabaseSchema, ForeignKey, Index, TableSchema } from '../../model/schema.ts';
import { groupObjects } from '../sql/group-objects.ts';
import { columnKind } from './column-type.ts';

/** Everything of the main database but SQLite's own tables, ordered by name. */
export const introspect = async (database: SqliteDatabase): Promise<DatabaseSchema> => {
  const tables: TableSchema[] = [];
  for (const [index, entry] of listTables(database).entries()) {
    // A schema of 500 tables takes some 60 ms: others get their turn in between.
    if (index % 20 === 19) await nextTurn();
    tables.push(readTable(database, entry));
  }
  return groupObjects(tables, []);
};

/** One table or view by its exact name; SQLite itself would not mind the case. */
export const introspectTable = (
  database: SqliteDatabase,
  name: string,
): TableSchema | undefined => {
  const entry = listTables(database).find((one) => one.name === name);
  return entry && readTable(database, entry);
};

/** A table as SQLite lists it. */
export interface TableEntry {
  readonly name: string;
  readonly type: 'table' | 'view' | 'virtual';
  readonly isWithoutRowid: boolean;
}

/** Tables and views of the main database; the hidden tables of virtual ones are left out. */
export const listTables = (database: SqliteDatabase): readonly TableEntry[] =>
  database
    .all<{ name: string; type: TableEntry['type']; wr: bigint | number }>(
      `SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'
       AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .map(({ name, type, wr }) => ({ name, type, isWithoutRowid: Number(wr) === 1 }));

const readTable = (database: SqliteDatabase, entry: TableEntry): TableSchema => {
  const rows = readColumns(database, entry.name);
  const keys = rows.filter(({ pk }) => pk > 0).toSorted((a, b) => Number(a.pk - b.pk));
  const primaryKey = keys.map(({ name }) => name);
  const indexes = entry.type === 'table' ? readIndexes(database, entry.name) : [];
  const isRowidAlias =
    keys.length === 1 && /^INTEGER$/i.test(keys[0]?.type ?? '') && !hasKeyIndex(indexes);
  const count = rowCount(database, entry.name);
  return {
    name: entry.name,
    type: entry.type === 'view' ? 'view' : 'table',
    columns: rows.map((row, index) =>
      readColumn(row, index, {
        primaryKey,
        indexes,
        isRowidAlias: isRowidAlias && !entry.isWithoutRowid,
      }),
    ),
    primary_key: primaryKey,
    foreign_keys: readForeignKeys(database, entry.name),
    indexes: indexes
      .filter(({ origin }) => origin !== 'pk')
      .map(({ origin: _, ...index }) => index),
    ...(count !== undefined && { row_count: count }),
  };
};

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: bigint;
  readonly dflt_value: string | null;
  readonly pk: bigint;
  /** 1 hidden by a virtual table, 2 and 3 generated. */
  readonly hidden: bigint;
}

const readColumns = (database: SqliteDatabase, table: string): readonly ColumnRow[] =>
  database
    .all<ColumnRow>(
      `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid`,
      [table],
    )
    .filter(({ hidden }) => Number(hidden) !== 1);

interface KeysOfTable {
  readonly primaryKey: readonly string[];
  readonly indexes: readonly OriginIndex[];
  readonly isRowidAlias: boolean;
}

const readColumn = (row: ColumnRow, index: number, table: KeysOfTable): Column => {
  const isKey = table.primaryKey.includes(row.name);
  const isGenerated = Number(row.hidden) > 1;
  // A generated column's declared type carries the words with which it was declared.
  const type = row.type.replace(/\s*GENERATED ALWAYS$/i, '');
  const covers = (one: OriginIndex): boolean =>
    one.is_unique && one.columns.length === 1 && one.columns[0] === row.name;
  const isWholeKey = isKey && table.primaryKey.length === 1;
  return {
    name: row.name,
    position: index + 1,
    db_type: type,
    ...columnKind(type),
    nullable: Number(row.notnull) === 0 && !isKey,
    ...(row.dflt_value !== null && { default: row.dflt_value }),
    is_primary_key: isKey,
    is_auto_increment: isKey && table.isRowidAlias,
    is_unique: isWholeKey || table.indexes.some(covers),
    ...(isGenerated && { is_generated: true }),
  };
};

interface OriginIndex extends Index {
  /** `c` by CREATE INDEX, `u` by a UNIQUE constraint, `pk` by the primary key. */
  readonly origin: string;
}

const hasKeyIndex = (indexes: readonly OriginIndex[]): boolean =>
  indexes.some(({ origin }) => origin === 'pk');

/** Indexes on columns; one with an expression in it names only its columns, and none means none. */
const readIndexes = (database: SqliteDatabase, table: string): readonly OriginIndex[] => {
  const rows = database.all<{
    name: string;
    origin: string;
    unique: bigint;
    partial: bigint;
    column: string | null;
  }>(
    `SELECT l.name, l.origin, l."unique", l.partial, i.name AS "column"
     FROM pragma_index_list(?) l LEFT JOIN pragma_index_info(l.name) i ORDER BY l.name, i.seqno`,
    [table],
  );
  const indexes = new Map<string, OriginIndex & { readonly columns: string[] }>();
  const onExpressions = new Set<string>();
  for (const { name, origin, unique, partial, column } of rows) {
    // A partial index keeps only some rows apart, so it is no key of the table.
    const is_unique = Number(unique) === 1 && Number(partial) === 0;
    const index = indexes.get(name) ?? { name, origin, is_unique, columns: [] };
    indexes.set(name, index);
    if (column === null) onExpressions.add(name);
    else index.columns.push(column);
  }
  return [...indexes.values()].map((index) =>
    onExpressions.has(index.name) ? { ...index, is_unique: false } : index,
  );
};

const readForeignKeys = (database: SqliteDatabase, table: string): readonly ForeignKey[] => {
  const rows = database.all<{
    id: bigint;
    from: string;
    table: string;
    to: string | null;
    seq: bigint;
    on_delete: string;
    on_update: string;
  }>(`SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq`, [table]);
  const first = new Map<bigint, string>();
  return rows.map((row) => {
    if (!first.has(row.id)) first.set(row.id, row.from);
    return {
      // SQLite forgets the name of a constraint; this one is the original's (contract §9).
      name: `fk_${table}_${first.get(row.id) ?? row.from}`,
      column_name: row.from,
      referenced_table: row.table,
      referenced_column: row.to ?? primaryKeyColumn(database, row.table, Number(row.seq)) ?? '',
      on_delete: row.on_delete,
      on_update: row.on_update,
    };
  });
};

/** `REFERENCES parent` without columns means the parent's primary key. */
const primaryKeyColumn = (
  database: SqliteDatabase,
  table: string,
  seq: number,
): string | undefined =>
  database.value<string>(`SELECT name FROM pragma_table_info(?) WHERE pk = ?`, [table, seq + 1]);

/** ANALYZE's count: the first number of any of the table's lines in sqlite_stat1. */
const rowCount = (database: SqliteDatabase, table: string): number | undefined => {
  const analyzed = `SELECT 1 FROM pragma_table_list('sqlite_stat1')`;
  if (database.value(analyzed) === undefined) return undefined;
  const stat = database.value<string>(`SELECT stat FROM sqlite_stat1 WHERE tbl = ? LIMIT 1`, [
    table,
  ]);
  return stat === undefined ? undefined : Number.parseInt(stat, 10);
};
