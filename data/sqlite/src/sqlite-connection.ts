import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import {
  bindsAsIs,
  convertParameters,
  convertResult,
  SqliteParameterError,
} from './bind-parameters.ts';
import type {
  SqliteColumn,
  SqliteDatabase,
  SqliteFunctionOptions,
  SqliteParameter,
  SqliteParameters,
  SqliteRow,
  SqliteRunResult,
  SqliteValue,
} from './sqlite-database.ts';
import {
  type CachedStatement,
  prepare,
  type Statement,
  type StatementCache,
} from './statement-cache.ts';

const none: SqliteParameters = [];

/** The statements that set sqlite3_changes(); after others it still tells of an earlier one. */
const changingKeywords = new Set(['insert', 'update', 'delete', 'replace', 'with']);

/** A SqliteDatabase on the driver's connection. Made by `openSqlite`. */
export class SqliteConnection implements SqliteDatabase {
  readonly path: string;
  readonly #driver: DatabaseSyncInstance;
  readonly #statements: StatementCache;
  #dataVersion: Statement | undefined;
  #lengthMax: number | undefined;

  constructor(path: string, driver: DatabaseSyncInstance, statements: StatementCache) {
    this.path = path;
    this.#driver = driver;
    this.#statements = statements;
  }

  get isOpen(): boolean {
    return this.#driver.isOpen;
  }

  get inTransaction(): boolean {
    return this.#driver.isTransaction;
  }

  all<Row = SqliteRow>(sql: string, parameters: SqliteParameters = none): Row[] {
    const [statement, values] = this.#bind(sql, parameters);
    return this.#objects(statement).all(...values) as Row[];
  }

  get<Row = SqliteRow>(sql: string, parameters: SqliteParameters = none): Row | undefined {
    const [statement, values] = this.#bind(sql, parameters);
    return this.#objects(statement).get(...values) as Row | undefined;
  }

  value<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters: SqliteParameters = none,
  ): Value | undefined {
    const [statement, values] = this.#bind(sql, parameters);
    const row = this.#arrays(statement).get(...values) as [Value] | undefined;
    return row?.[0];
  }

  values<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters: SqliteParameters = none,
  ): Value[] {
    const [statement, values] = this.#bind(sql, parameters);
    const rows = this.#arrays(statement).all(...values) as [Value][];
    return rows.map((row) => row[0]);
  }

  run(sql: string, parameters: SqliteParameters = none): SqliteRunResult {
    const [statement, values] = this.#bind(sql, parameters);
    const result = this.#objects(statement).run(...values);
    return {
      changes: changingKeywords.has(statement.scan.keyword) ? Number(result.changes) : 0,
      lastInsertRowid: result.lastInsertRowid,
    };
  }

  iterate<Row = SqliteRow>(
    sql: string,
    parameters: SqliteParameters = none,
  ): IterableIterator<Row> {
    const [statement, values] = this.#bind(sql, parameters);
    return this.#iterate<Row>(statement, 'objectIterator', values);
  }

  *iterateValues<Value extends SqliteValue = SqliteValue>(
    sql: string,
    parameters: SqliteParameters = none,
  ): IterableIterator<Value> {
    const [statement, values] = this.#bind(sql, parameters);
    for (const row of this.#iterate<[Value]>(statement, 'arrayIterator', values)) yield row[0];
  }

  exec(script: string): void {
    if (script.includes('\0')) throw new SqliteParameterError('the SQL text contains U+0000');
    this.#driver.exec(script);
  }

  limitLength(bytesMax: number | undefined): void {
    if (bytesMax === this.#lengthMax) return;
    this.#lengthMax = bytesMax;
    this.#driver.limits.length = bytesMax ?? Infinity;
  }

  transaction<Result>(action: () => Result, mode: 'immediate' | 'deferred' = 'immediate'): Result {
    if (this.inTransaction) {
      return this.#bracket('SAVEPOINT aquifer', 'RELEASE aquifer', rollbackToSavepoint, action);
    }
    const begin = mode === 'immediate' ? 'BEGIN IMMEDIATE' : 'BEGIN DEFERRED';
    return this.#bracket(begin, 'COMMIT', ['ROLLBACK'], action);
  }

  function(
    name: string,
    options: SqliteFunctionOptions,
    implementation: (...values: SqliteValue[]) => SqliteParameter,
  ): void {
    const adapted = (...values: SqliteValue[]): SqliteValue =>
      convertResult(implementation(...values), name);
    // The driver reads the number of arguments from `length`, which a rest parameter hides.
    Object.defineProperty(adapted, 'length', { value: implementation.length });
    const { deterministic = false, directOnly = false, bigintArguments, varargs = false } = options;
    this.#driver.function(
      name,
      { deterministic, directOnly, varargs, useBigIntArguments: bigintArguments ?? false },
      adapted,
    );
  }

  columns(sql: string): SqliteColumn[] {
    const columns = this.#objects(this.#statements.find(sql)).columns();
    return columns.map(({ name, table, column, type }) => ({ name, table, column, type }));
  }

  dataVersion(): number {
    this.#dataVersion ??= prepare(this.#driver, 'PRAGMA data_version', true);
    const row = this.#dataVersion.get() as [number | bigint];
    return Number(row[0]);
  }

  close(): void {
    this.#statements.clear();
    this.#dataVersion = undefined;
    if (this.#driver.isOpen) this.#driver.close();
  }

  #bind(sql: string, parameters: SqliteParameters): [CachedStatement, readonly SqliteValue[]] {
    const statement = this.#statements.find(sql);
    if (parameters.length !== statement.scan.parameterCount) {
      // SQLite would take missing ones for NULL.
      throw new SqliteParameterError(
        `the SQL text takes ${statement.scan.parameterCount} parameters, but ${parameters.length} were given`,
      );
    }
    if (bindsAsIs(parameters)) return [statement, parameters];
    const binding = convertParameters(sql, statement.scan, parameters);
    return [binding.sql === sql ? statement : this.#statements.find(binding.sql), binding.values];
  }

  #objects(statement: CachedStatement): Statement {
    return (statement.objects ??= prepare(this.#driver, statement.sql, false));
  }

  #arrays(statement: CachedStatement): Statement {
    return (statement.arrays ??= prepare(this.#driver, statement.sql, true));
  }

  /** Takes the idle statement for as long as the iteration lasts; a second one prepares its own. */
  *#iterate<Row>(
    statement: CachedStatement,
    slot: 'objectIterator' | 'arrayIterator',
    values: readonly SqliteValue[],
  ): IterableIterator<Row> {
    const prepared =
      statement[slot] ?? prepare(this.#driver, statement.sql, slot === 'arrayIterator');
    statement[slot] = undefined;
    try {
      yield* prepared.iterate(...values) as Iterable<Row>;
    } finally {
      statement[slot] = prepared;
    }
  }

  #bracket<Result>(
    begin: string,
    commit: string,
    rollback: readonly string[],
    action: () => Result,
  ): Result {
    this.run(begin);
    try {
      const result = action();
      if (result instanceof Promise) {
        result.catch(() => undefined);
        throw new TypeError('a SQLite transaction cannot wait for a promise');
      }
      this.run(commit);
      return result;
    } catch (error) {
      // SQLite itself has rolled back after a full disk, a lost file and the like.
      if (this.isOpen && this.inTransaction) for (const step of rollback) this.run(step);
      throw error;
    }
  }
}

/** Rolling back to a savepoint keeps it open, so it is released as well. */
const rollbackToSavepoint = ['ROLLBACK TO aquifer', 'RELEASE aquifer'];
