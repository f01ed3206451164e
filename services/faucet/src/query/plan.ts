import type { Column, TableSchema } from '../model/schema.ts';
import type { Predicate } from './predicate.ts';

/**
 * What a request wants of the database, as data: planners make these values,
 * dialects turn them into SQL, tests compare them.
 */

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max';

export type Projection =
  | { readonly kind: 'column'; readonly column: Column }
  | {
      readonly kind: 'aggregate';
      readonly name: AggregateFunction;
      /** Absent in `COUNT(*)`. */
      readonly column?: Column;
      readonly distinct: boolean;
      readonly alias: string;
    };

export interface OrderTerm {
  /** A column of the table or the alias of an aggregate in the same plan. */
  readonly target: { readonly column: string } | { readonly alias: string };
  readonly direction: 'asc' | 'desc';
}

/** A condition on a group: left side is the alias of an aggregate or a grouped column. */
export type HavingPredicate = Predicate;

export interface SelectPlan {
  readonly table: TableSchema;
  readonly projections: readonly Projection[];
  readonly where?: Predicate;
  /** Column names; a grouped plan projects only these and aggregates. */
  readonly group: readonly string[];
  /** Names in it are aliases of aggregates in this plan, or grouped columns. */
  readonly having?: HavingPredicate;
  readonly order: readonly OrderTerm[];
  /** Rows at most; absent only for streams whose caller set their own end. */
  readonly limit?: number;
  readonly offset: number;
  /**
   * Columns returned beside each row's JSON as text, for splicing related rows
   * and for cursors. They need not be projected.
   */
  readonly keys: readonly string[];
  /** At most `limit` rows for each value of these columns instead of in all: related lists. */
  readonly limitPer?: readonly string[];
}

/** One cell on its way into the database: JSON as parsed, numbers beyond double precision as text. */
export type CellValue =
  | null
  | string
  | number
  | boolean
  | { readonly kind: 'number'; readonly text: string }
  /** Objects and arrays, as JSON text. */
  | { readonly kind: 'json'; readonly text: string };

/** A column left to its default in one row of a batch. */
export const useDefault: unique symbol = Symbol('default');

export interface InsertPlan {
  readonly table: TableSchema;
  readonly columns: readonly Column[];
  /** One value per column and row. */
  readonly rows: readonly (readonly (CellValue | typeof useDefault)[])[];
  readonly onConflict?: {
    /** A primary key or unique index of the table. */
    readonly columns: readonly string[];
    readonly action: 'update' | 'nothing';
    /** Columns taken from the new row; empty with `nothing`. */
    readonly update: readonly string[];
    /** An existing row that does not satisfy this must not be touched: the write is refused. */
    readonly check?: Predicate;
  };
  /** Every stored row must satisfy it, or the whole write is refused (row-level security). */
  readonly check?: Predicate;
  /** Columns of the stored row to answer with. */
  readonly returning: readonly Column[];
}

export interface UpdatePlan {
  readonly table: TableSchema;
  readonly set: readonly { readonly column: Column; readonly value: CellValue }[];
  /** Always present: there is no update of all rows by omission. */
  readonly where: Predicate;
  /** The rows must still satisfy it afterwards, or the whole write is refused. */
  readonly check?: Predicate;
  readonly returning: readonly Column[];
}

export interface DeletePlan {
  readonly table: TableSchema;
  readonly where: Predicate;
}
