/**
 * What a read may say, as text, under the names of the query string (contract §8.2). REST, NDJSON,
 * CSV and MCP all make this value; `planRead` gives it meaning. Absent and empty are the same.
 */
export interface ReadParameters {
  readonly fields?: string | undefined;
  readonly filter?: string | undefined;
  readonly ids?: string | undefined;
  readonly order?: string | undefined;
  readonly group?: string | undefined;
  readonly having?: string | undefined;
  /** Rows at most, 25 when absent, 1000 at most; `all` in streams only. */
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
  readonly include_count?: string | undefined;
  /** The `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly related?: string | undefined;
}
