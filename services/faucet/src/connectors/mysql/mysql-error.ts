/** What the driver throws: the server's answer with `errno` and `sqlState`, or a network error. */
export interface MysqlError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly sqlMessage?: string;
}

/** Whether the failure is the driver's, and not a mistake. */
export const isMysqlError = (error: unknown): error is MysqlError =>
  // Numbers the driver does not know, such as MariaDB's own, come without a code.
  error instanceof Error && ('errno' in error || 'code' in error);
