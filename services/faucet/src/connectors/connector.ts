import type { Driver } from '../model/database-service.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';
import type { CellValue, DeletePlan, InsertPlan, SelectPlan, UpdatePlan } from '../query/plan.ts';
import type { Predicate } from '../query/predicate.ts';

/**
 * One connected database. The adapters in the sibling folders implement it; the
 * contract suite in `test/connectors` runs against every one of them.
 *
 * Failures are Faults of `faults.ts` (unique_violation, unknown_column,
 * database_unavailable, query_timeout, ...), never driver errors.
 */
export interface Connector {
  readonly driver: Driver;
  readonly abilities: Abilities;

  /** Resolves when the database answers; rejects with database_unavailable. */
  ping(): Promise<void>;

  /** The whole schema; unknown kinds of objects are left out. */
  introspect(): Promise<DatabaseSchema>;
  /** One table or view by its exact name. */
  introspectTable(name: string): Promise<TableSchema | undefined>;

  /** Compiles once; the result may be kept and run as long as the table keeps its shape. */
  prepareRead(plan: SelectPlan): PreparedRead;
  count(table: TableSchema, where: Predicate | undefined, run?: RunOptions): Promise<number>;

  /**
   * All or nothing, each in a transaction of its own unless called on a session. One that takes
   * longer than the connector's `writeTimeoutMs` is undone and fails with query_timeout.
   */
  insert(plan: InsertPlan): Promise<WrittenRows>;
  update(plan: UpdatePlan): Promise<WrittenRows>;
  delete(plan: DeletePlan): Promise<number>;
  /** Runs `work` in one transaction; rolls back when it rejects. */
  transaction<T>(work: (session: TransactionSession) => Promise<T>): Promise<T>;

  /** Arguments by declared parameter name; refuses unknown and missing ones. */
  call(routine: string, args: ReadonlyMap<string, CellValue>, run?: RunOptions): Promise<RowsText>;

  /** One statement by the caller, in a read-only transaction unless `write`. */
  runSql(request: RawSql): Promise<RawSqlResult>;

  createTable(definition: TableDefinition): Promise<void>;
  /** All changes, atomically where `abilities.transactionalDdl`. */
  alterTable(table: TableSchema, changes: readonly TableChange[]): Promise<void>;
  dropTable(table: TableSchema): Promise<void>;

  /** Lets running statements finish, then closes every connection. */
  close(): Promise<void>;
}

/** What an adapter can do; callers ask this, never the driver's name. */
export interface Abilities {
  readonly routines: boolean;
  readonly upsert: boolean;
  readonly transactionalDdl: boolean;
  readonly modifyColumn: boolean;
}

export interface RunOptions {
  /** The statement is really interrupted after this time and fails with query_timeout. */
  readonly timeoutMs?: number;
  /** Interrupts the statement when the caller has gone. */
  readonly signal?: AbortSignal;
  /** Bytes an answer may have that is held in memory; a larger one fails with answer_too_large. */
  readonly answerBytesMax?: number;
}

/** Rows as JSON text, rendered by the database where it can; nobody parses them on the way. */
export interface RowsText {
  /** The JSON objects joined by commas, without brackets: `{"id":1},{"id":2}`. */
  readonly json: string;
  readonly count: number;
}

/** A row whose plan named `keys`: their values as text, null where the column is null. */
export interface KeyedRow {
  readonly json: string;
  readonly keys: readonly (string | null)[];
}

export interface PreparedRead {
  /** May answer at once: a caller on the hot path checks before it awaits. */
  read(run?: RunOptions): RowsText | Promise<RowsText>;
  /** For plans with `keys`. */
  readKeyed(run?: RunOptions): Promise<readonly KeyedRow[]>;
  /**
   * Chunks of one or more lines, each row's JSON followed by a newline; constant memory. `timeoutMs`
   * is for each chunk. Fails with streams_busy when the connections that streams may have are in use.
   */
  stream(run?: RunOptions): AsyncIterable<string>;
  /**
   * The read of other rows: `plan` differs from the prepared one only in the values of its `where`.
   * Undefined when these values need another statement; absent where preparing costs nothing.
   */
  withWhere?(plan: SelectPlan): PreparedRead | undefined;
}

/** The rows a write left behind, one JSON text each in input order, and how many were affected. */
export interface WrittenRows {
  readonly rows: readonly string[];
  readonly affected: number;
}

export type WriteSession = Pick<Connector, 'insert' | 'update' | 'delete'>;

export interface TransactionSession extends WriteSession {
  /**
   * Reads rows as they are now, not as they were when the transaction began; nobody else can change
   * or delete them until it ends. Throws not_supported where rows cannot be locked.
   */
  readLocked(plan: SelectPlan): Promise<RowsText>;
}

export interface RawSql {
  readonly sql: string;
  readonly params: readonly CellValue[];
  readonly write: boolean;
  readonly timeoutMs: number;
  /** Rows fetched at most; one more is looked for to tell whether the result was cut. */
  readonly rowsMax: number;
  /** As in `RunOptions`. */
  readonly answerBytesMax?: number;
}

export interface RawSqlResult extends RowsText {
  readonly truncated: boolean;
  /** Rows changed, for statements without a result. */
  readonly affected?: number;
}

/** A validated column of a DDL request: names checked, types and defaults parsed by grammar. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly default?: ColumnDefault;
  readonly primaryKey: boolean;
  readonly autoIncrement: boolean;
  readonly comment?: string;
}

export type ColumnType =
  /** `db_type` of the request, parsed: words, at most two sizes (-1 is SQL Server's `max`), words. */
  | {
      readonly kind: 'database';
      readonly name: string;
      readonly sizes: readonly number[];
      /** Words after the sizes: `with time zone`, `unsigned`. */
      readonly suffix?: string;
      readonly array: boolean;
    }
  /** `go_type` of the request; each dialect has its own word for it (contract §15). */
  | { readonly kind: 'portable'; readonly name: PortableType; readonly maxLength?: number };

export const portableTypes = [
  'int32',
  'int64',
  'float32',
  'float64',
  'string',
  'bool',
  'time.Time',
  '[]byte',
  'interface{}',
] as const;
export type PortableType = (typeof portableTypes)[number];

export type ColumnDefault =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'now'; readonly of: 'date' | 'time' | 'timestamp' };

export type ReferentialAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly {
    readonly columns: readonly string[];
    readonly referencedTable: string;
    readonly referencedColumns: readonly string[];
    readonly onDelete?: ReferentialAction;
    readonly onUpdate?: ReferentialAction;
  }[];
}

export type TableChange =
  | { readonly kind: 'add_column'; readonly definition: ColumnDefinition }
  | { readonly kind: 'drop_column'; readonly column: string }
  | { readonly kind: 'rename_column'; readonly column: string; readonly newName: string }
  | {
      readonly kind: 'modify_column';
      readonly column: string;
      readonly definition: ColumnDefinition;
    };
