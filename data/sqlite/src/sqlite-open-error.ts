/** A file that cannot be opened as asked. The message names the reason, never the path. */
export class SqliteOpenError extends Error {
  readonly code = 'cannot_open';
  override readonly name = 'SqliteOpenError';
}
