/**
 * Why a token is not accepted. `token_expired`: it was good once. `token_invalid`: anything else
 * wrong with it. `keys_unavailable`: nobody can tell, no key set was ever obtained.
 */
export type TokenErrorCode = 'token_expired' | 'token_invalid' | 'keys_unavailable';

/**
 * A token was refused. The message says why and is for the log and for trusted callers; how much of
 * it a caller sees, and with which status, is for the service to decide.
 */
export class TokenError extends Error {
  override readonly name: string = 'TokenError';
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
