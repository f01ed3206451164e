/** Changes that are kept for readers who come back (contract B6). */
export interface Retention {
  readonly changesMax: number;
  /** In milliseconds. */
  readonly ageMax: number;
}
