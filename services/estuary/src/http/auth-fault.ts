import { AuthenticationError } from '../access/authentication-error.ts';
import type { AuthenticationFailure } from '../access/authentication-error.ts';
import { fault } from '../faults.ts';
import type { FaultCode } from '../faults.ts';

const codes: Readonly<Record<AuthenticationFailure, FaultCode>> = {
  missing: 'auth_missing',
  malformed: 'auth_malformed',
  invalid: 'token_invalid',
  expired: 'token_expired',
  unavailable: 'auth_unavailable',
};

/** What a caller is told of why its token was refused (contract §9.2). */
export function authFault(error: unknown): unknown {
  return error instanceof AuthenticationError
    ? fault(codes[error.reason], {}, { cause: error })
    : error;
}
