import type { RunOptions } from '../connector.ts';
import type { Statement } from '../sql/dialect.ts';

/** A cell as the driver gives it: text for all but binary values. */
export type OracleCell = null | string | number | boolean | Uint8Array;

export interface OracleColumn {
  readonly name: string;
  /** `NUMBER`, `DATE`, ... */
  readonly type: string;
}

export interface OracleRows {
  readonly columns: readonly OracleColumn[];
  readonly rows: readonly (readonly OracleCell[])[];
}

export interface OracleResult extends OracleRows {
  readonly affected: number;
  /** What the output placeholders hold, in order. */
  readonly outputs: readonly OracleOutput[];
  /** Results a procedure returned by DBMS_SQL.RETURN_RESULT. */
  readonly implicit: readonly OracleRows[];
}

export type OracleOutput =
  | { readonly kind: 'text'; readonly value: string | null }
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: OracleRows };

/** A statement whose last placeholders are outputs. */
export interface OracleStatement extends Statement {
  /** `rowids` of RETURNING, one `text` however long, or the `rows` of a cursor. */
  readonly outputs?: readonly ('rowids' | 'text' | 'rows')[];
  /** PL/SQL, which may return results beside its outputs. */
  readonly isBlock?: boolean;
}

/** `rowsMax`: rows fetched at most, 0 for all. */
export type OracleRun = RunOptions & { readonly rowsMax?: number };
