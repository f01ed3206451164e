import type { FastifyRequest } from 'fastify';
import type { Credential } from '../access/identify.ts';

const BEARER = 'bearer ';

/**
 * The credential of a request: `?token=`, which is all that a browser's EventSource can send, else
 * `Authorization: Bearer` (contract §3.2).
 */
export function readCredential(request: FastifyRequest): Credential {
  const { token } = request.query as Readonly<Record<string, unknown>>;
  if (typeof token === 'string' && token !== '') return { kind: 'token', token };
  const { authorization } = request.headers;
  if (authorization === undefined) return { kind: 'absent' };
  const isBearer = authorization.slice(0, BEARER.length).toLowerCase() === BEARER;
  const presented = isBearer ? authorization.slice(BEARER.length).trim() : '';
  return presented === '' ? { kind: 'malformed' } : { kind: 'token', token: presented };
}
