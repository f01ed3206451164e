/** Roles: what the holder of an API key may do. */

export const rowFilterOperators = [
  '=',
  '!=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'like',
  'in',
  'not in',
  'contains',
  'starts with',
  'ends with',
  'is null',
  'is not null',
] as const;
export type RowFilterOperator = (typeof rowFilterOperators)[number];

/** One condition of row-level security; `value` is a list for `in` and `not in`, absent for null tests. */
export interface RowFilter {
  readonly name: string;
  readonly operator: RowFilterOperator;
  readonly value?: string | number | boolean | null | readonly (string | number | boolean)[];
}

/**
 * What an API key may do on the components it matches. Rules add up; there is no
 * deny. A rule with filters opens only the rows that match them, a rule with
 * `columns` only those columns.
 */
export interface AccessRule {
  readonly id: number;
  readonly roleId: number;
  /** `*`, an exact name, or `prefix*`. */
  readonly serviceName: string;
  /** `*`, `_table/orders`, `_table/*`, `_table/cust*`, a bare table name, ... (contract §12). */
  readonly component: string;
  readonly verbMask: number;
  /** Stored for the original's API; not evaluated. */
  readonly requestorMask: number;
  readonly filters: readonly RowFilter[];
  readonly filterOp: 'AND' | 'OR';
  /** The only columns this rule opens; empty opens all. */
  readonly columns: readonly string[];
}

export type NewAccessRule = Omit<AccessRule, 'id' | 'roleId'>;

export interface Role {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly isActive: boolean;
  readonly access: readonly AccessRule[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
