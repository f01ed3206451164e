/** A failure that the server did not report itself; what the driver said is the cause. */
export class MysqlFailure extends Error {
  override readonly name = 'MysqlFailure';
  readonly code: 'timeout' | 'stopped' | 'unavailable';

  constructor(code: 'timeout' | 'stopped' | 'unavailable', options?: ErrorOptions) {
    super(`mysql: ${code}`, options);
    this.code = code;
  }
}

/** Whether the failure is the driver's or ours, and not a mistake. */
export const isMysqlError = (error: unknown): error is MysqlFailure | DriverError =>
  error instanceof MysqlFailure ||
  // Numbers the driver does not know, such as MariaDB's own, come without a code.
  (error instanceof Error && ('errno' in error || 'code' in error));

/** What the driver throws: the server's answer with `errno` and `sqlState`, or a network error. */
export interface DriverError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly sqlMessage?: string;
}
