import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { SqliteParameterError } from './bind-parameters.ts';
import { type SqlScan, scanSql } from './scan-sql.ts';
import type { SqliteColumn, SqliteValue } from './sqlite-database.ts';

/** What is used of the driver's statement, with types where it says `any`. */
export interface Statement {
  all(...values: readonly SqliteValue[]): unknown[];
  get(...values: readonly SqliteValue[]): unknown;
  run(...values: readonly SqliteValue[]): {
    changes: number | bigint;
    lastInsertRowid: number | bigint;
  };
  iterate(...values: readonly SqliteValue[]): IterableIterator<unknown>;
  columns(): SqliteColumn[];
}

/** One SQL text with its prepared forms, each made when first needed. */
export interface CachedStatement {
  readonly sql: string;
  readonly scan: SqlScan;
  /** Answers rows as objects. */
  objects: Statement | undefined;
  /** Answers rows as arrays. */
  arrays: Statement | undefined;
  /** Idle statements for iteration; undefined while an iteration holds them. */
  objectIterator: Statement | undefined;
  arrayIterator: Statement | undefined;
  usedAt: number;
}

export interface StatementCache {
  find(sql: string): CachedStatement;
  readonly size: number;
  clear(): void;
}

/**
 * Keeps the last `max` SQL texts. Preparing costs about as much as running a small query, and the
 * driver frees statements only when the event loop turns, so a loop must not prepare anew.
 */
export function createStatementCache(max: number): StatementCache {
  const statements = new Map<string, CachedStatement>();
  let uses = 0;
  return {
    find(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = inspect(sql);
        if (statements.size >= max) evictOldest(statements);
        statements.set(sql, statement);
      }
      statement.usedAt = ++uses;
      return statement;
    },
    get size() {
      return statements.size;
    },
    clear() {
      statements.clear();
    },
  };
}

/** Prepares one statement of a connection. */
export function prepare(database: DatabaseSyncInstance, sql: string, arrays: boolean): Statement {
  const statement = database.prepare(sql);
  if (arrays) statement.setReturnArrays(true);
  return statement;
}

/** Scanning all entries on eviction costs less than keeping them in order on every use. */
function evictOldest(statements: Map<string, CachedStatement>): void {
  let oldest: CachedStatement | undefined;
  for (const statement of statements.values()) {
    if (oldest === undefined || statement.usedAt < oldest.usedAt) oldest = statement;
  }
  if (oldest !== undefined) statements.delete(oldest.sql);
}

function inspect(sql: string): CachedStatement {
  if (sql.includes('\0')) throw new SqliteParameterError('the SQL text contains U+0000');
  const scan = scanSql(sql);
  if (scan.keyword === '') throw new SqliteParameterError('the SQL text holds no statement');
  if (scan.hasSecondStatement) {
    throw new SqliteParameterError('the SQL text holds more than one statement; use exec()');
  }
  if (scan.namedPlaceholder !== undefined) {
    throw new SqliteParameterError(
      `placeholder ${scan.namedPlaceholder} has a name; parameters bind by position (?, ?1)`,
    );
  }
  return {
    sql,
    scan,
    objects: undefined,
    arrays: undefined,
    objectIterator: undefined,
    arrayIterator: undefined,
    usedAt: 0,
  };
}
