/**
 * A condition on the rows of one table, as data. Columns are names that were
 * checked against the table; values are literals that end up as bound parameters.
 */

/** Numbers keep their text, so that no digit is lost between the request and the database. */
export type Literal =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'integer'; readonly text: string }
  | { readonly kind: 'decimal'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean };

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Predicate =
  | { readonly kind: 'and'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'or'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'not'; readonly term: Predicate }
  | {
      readonly kind: 'compare';
      readonly column: string;
      readonly operator: ComparisonOperator;
      readonly value: Literal;
    }
  | {
      readonly kind: 'in';
      readonly column: string;
      readonly values: readonly Literal[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'between';
      readonly column: string;
      readonly low: Literal;
      readonly high: Literal;
      readonly negated: boolean;
    }
  /** The pattern is the caller's own, with `%` and `_` as wildcards. */
  | {
      readonly kind: 'like';
      readonly column: string;
      readonly pattern: Literal;
      readonly negated: boolean;
    }
  /** The text is literal; the compiler escapes wildcards. */
  | {
      readonly kind: 'match';
      readonly column: string;
      readonly position: 'anywhere' | 'start' | 'end';
      readonly text: string;
    }
  | { readonly kind: 'null'; readonly column: string; readonly negated: boolean }
  /** The row's key is one of these; each row has one literal per column. */
  | {
      readonly kind: 'key';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Literal[])[];
    }
  /** Strictly after a position in an order: keyset pagination. */
  | { readonly kind: 'after'; readonly order: readonly CursorColumn[] }
  | { readonly kind: 'never' };

export interface CursorColumn {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  /** The value of the last row seen; null sorts last ascending and first descending. */
  readonly value: Literal | null;
}

/** All of them; one alone stays itself, none is no condition. */
export const allOf = (terms: readonly (Predicate | undefined)[]): Predicate | undefined => {
  const present = terms.filter((term) => term !== undefined);
  return present.length < 2 ? present[0] : { kind: 'and', terms: present };
};
