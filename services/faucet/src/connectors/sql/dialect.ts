import type { Driver } from '../../model/database-service.ts';
import type { Column, TableSchema } from '../../model/schema.ts';
import type { AggregateFunction, CellValue, InsertPlan, SelectPlan } from '../../query/plan.ts';
import type { Literal } from '../../query/predicate.ts';

/** What a driver binds. Integers beyond 2^53 are bigint, exact decimals are text. */
export type SqlParameter = null | string | number | bigint | boolean | Uint8Array;

/** SQL text with the values of its placeholders, in order. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlParameter[];
}

/**
 * Adds a value to the statement and returns its placeholder. Placeholders may be
 * positional without a number (`?`), so bind in the order of the text.
 */
export type Bind = (value: SqlParameter) => string;

/**
 * A SQL expression and the column whose type it has. For an aggregate the column is
 * made up: `count` is an integer, `sum` and `avg` numbers, `min` and `max` their own.
 */
export interface Operand {
  readonly sql: string;
  readonly column: Column;
  readonly aggregate?: AggregateFunction;
  /** The column an aggregate is of. */
  readonly argument?: Column;
}

/** An operand under the name it has in the JSON of a row. */
export interface Field extends Operand {
  readonly name: string;
}

/**
 * How rows come back:
 * `joined`: one row of two columns, the JSON objects joined by commas (null or '' when
 * there are none) and their number; `rows`: one column, the JSON of a row; `keyed`: the
 * JSON of a row, then each key as text. A dialect whose database cannot render JSON
 * returns the fields as columns for every shape and its adapter renders them.
 */
export type RowShape = 'joined' | 'rows' | 'keyed';

/** The parts of a read, already SQL; the dialect puts its own select list before them. */
export interface RowsQuery {
  /** What is read, for dialects that write some reads in a faster form. */
  readonly plan: SelectPlan;
  readonly fields: readonly Field[];
  readonly keys: readonly Operand[];
  /** ` FROM ... WHERE ... GROUP BY ... HAVING ...` with a leading space. */
  readonly from: string;
  /** ` ORDER BY ...` with a leading space, or empty. */
  readonly order: string;
  /** Paging with a leading space, or empty. */
  readonly page: string;
}

/** The part of an upsert after the values. */
export interface ConflictClause {
  readonly conflict: NonNullable<InsertPlan['onConflict']>;
  readonly table: TableSchema;
  /** SQL of `conflict.check` on the existing row, its columns qualified by the table's name. */
  readonly check?: string;
}

/** One database's way of saying it. Pure: no connection, no clock. */
export interface Dialect {
  readonly driver: Driver;
  /** Whether `DEFAULT` may stand for a value in `INSERT ... VALUES`. */
  readonly defaultInValues: boolean;
  /** What follows INTO and the table for a row of defaults; absent: ` DEFAULT VALUES`. */
  readonly emptyInsert?: string;
  /** Parameters one statement may have; larger inserts are split. */
  readonly parametersMax: number;
  /** Rows one INSERT may have, where fewer than fit are better. */
  readonly rowsPerInsertMax?: number;
  /** Values one IN may list; longer lists become several. */
  readonly inListMax?: number;

  /** An identifier, whatever characters it has. */
  quote(identifier: string): string;
  /** The n-th placeholder, from 1. */
  placeholder(position: number): string;
  /** The table as it stands in FROM and INTO, with its schema where the dialect has one. */
  tableName(table: string): string;

  /** A literal of a filter, bound as what the column is. Throws invalid_value. */
  literal(value: Literal, column: Column, bind: Bind): string;
  /** A cell on its way in, bound as what the column is. Throws invalid_value. */
  cell(value: CellValue, column: Column, bind: Bind): string;
  /** The operand as text, for LIKE on columns that are not text. */
  asText(operand: Operand): string;
  /** `text LIKE pattern`; `pattern` is bound, wildcards are `%` and `_`, `\` escapes when `escaped`. */
  like(text: string, pattern: string, escaped: boolean): string;
  /** One term of ORDER BY: nulls last ascending, first descending. */
  orderTerm(operand: Operand, direction: 'asc' | 'desc'): string;
  /** The aggregate over `operand`; `*` when it is absent. */
  aggregate(name: AggregateFunction, operand: Operand | undefined, distinct: boolean): string;
  /** Paging with a leading space; `limit` absent means all. `ordered` tells whether ORDER BY is there. */
  page(limit: number | undefined, offset: number, ordered: boolean, bind: Bind): string;
  /** The whole read in the given shape. */
  renderRows(query: RowsQuery, shape: RowShape): string;

  /**
   * The clause that gives back written rows: the JSON of a row first, then (when `check` is
   * there) whether the row satisfies it, as 1/0 or a boolean. Absent: the adapter reads again.
   * `place` says where it stands.
   */
  readonly returning?: {
    readonly place: 'end' | 'before values';
    render(fields: readonly Field[], check: string | undefined): string;
  };
  /** The upsert clause with a leading space; absent where the database has none. */
  onConflict?(clause: ConflictClause): string;
}
