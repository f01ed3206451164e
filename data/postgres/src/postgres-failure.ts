import type { PostgresErrorCode } from './postgres-error-code.ts';

/**
 * A failure that the server did not report itself: it could not be reached, the connection was
 * lost, the time was up, the caller gave up, or a parameter could not be sent. The message holds no
 * SQL and no address; the driver's error is the cause.
 */
export class PostgresFailure extends Error {
  readonly code: PostgresErrorCode;
  override readonly name = 'PostgresFailure';

  constructor(code: PostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
