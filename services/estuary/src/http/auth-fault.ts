import { AuthError } from '../access/authenticator.ts';
import type { AuthErrorKind } from '../access/authenticator.ts';
import { fault } from '../faults.ts';
import type { FaultCode } from '../faults.ts';

const codes: Readonly<Record<AuthErrorKind, FaultCode>> = {
  missing: 'auth_missing',
  malformed: 'auth_malformed',
  invalid: 'token_invalid',
  expired: 'token_expired',
  unavailable: 'auth_unavailable',
};

/** What a caller is told of why its token was refused (contract §9.2). */
export function authFault(error: unknown): unknown {
  return error instanceof AuthError ? fault(codes[error.kind], {}, { cause: error }) : error;
}
