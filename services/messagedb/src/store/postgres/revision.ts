/**
 * The revision of a namespace (see `LogState`) stands in the registry and is changed under the lock of
 * the namespace's writers. So a writer that holds the lock, and finds the revision and the head it
 * knows, knows that nothing else was written either.
 */

/** The revision, as an expression; `schema` is the parameter that says which, such as `$1`. */
export const revisionOf = (schema: string): string =>
  `(SELECT revision FROM messagedb.namespaces WHERE schema_name = ${schema})`;

/** Counts a change; the schema is `$1`. */
export const revise =
  'UPDATE messagedb.namespaces SET revision = revision + 1 WHERE schema_name = $1';
