import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { Estuary } from '../estuary.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { authFault } from './auth-fault.ts';
import { needsToken } from './path-rules.ts';
import { clientOf } from './route.ts';

/** Who makes a request, by its token. */
export type Identity =
  /** No token is asked for, so none was looked at. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'known'; readonly caller: Caller }
  /** What it is to be told. */
  | { readonly kind: 'refused'; readonly fault: unknown };

const ANONYMOUS: Identity = { kind: 'anonymous' };

/**
 * Looks at the token of a request where one is asked for (contract §9), and notes the caller with the
 * request. Neither throws nor rejects.
 */
export function identify(
  { authenticator, settings }: Estuary,
  request: FastifyRequest,
  path: string,
): MaybePromise<Identity> {
  const { method, raw } = request;
  const known = (caller: Caller): Identity => {
    clientOf(request).caller = caller;
    return { kind: 'known', caller };
  };
  if (authenticator === undefined || !needsToken({ method, path }, settings)) return ANONYMOUS;
  try {
    const caller = authenticator.authenticate(raw.headers.authorization);
    return caller instanceof Promise ? caller.then(known, refused) : known(caller);
  } catch (error) {
    return refused(error);
  }
}

const refused = (error: unknown): Identity => ({ kind: 'refused', fault: authFault(error) });
