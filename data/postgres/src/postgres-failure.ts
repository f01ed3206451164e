import type { PostgresErrorCode } from './postgres-error-code.ts';

/**
 * A failure that the server did not report itself: it could not be reached, the connection was
 * lost, the time was up, the caller gave up, or a parameter could not be sent. The message holds no
 * SQL and no address; the driver's error is the cause.
 */
export class PostgresFailure extends Error {
  readonly code: PostgresErrorCode;
  override readonly name = 'PostgresFailure';
  /** The server may be well: every connection of the pool was in use for as long as a caller waits. */
  readonly isExhausted: boolean;

  constructor(
    code: PostgresErrorCode,
    message: string,
    options: ErrorOptions & { readonly isExhausted?: boolean } = {},
  ) {
    super(message, options);
    this.code = code;
    this.isExhausted = options.isExhausted ?? false;
  }
}
