import { equalHashes, hashApiKey } from '@aquifer/auth';
import type { Fault } from '@aquifer/service';
import { fault } from '../faults.ts';
import { defaultNamespace } from '../model/namespace.ts';
import type { Directory } from '../namespaces/directory.ts';
import type { StoredNamespace } from '../store/message-store.ts';
import { callerOf } from './caller.ts';
import type { Caller } from './caller.ts';
import { parseToken } from './token.ts';
import type { ParsedToken } from './token.ts';

/** The credential of a request, as presented (contract §3.2). */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'absent' }
  /** An Authorization header that is not `Bearer <token>`. */
  | { readonly kind: 'malformed' };

/** Finds who presents a credential; at once when the namespace is remembered. */
export type Identify = (credential: Credential) => Caller | Promise<Caller>;

/** Throws auth_required, auth_malformed, token_invalid or token_refused. */
export function createIdentify(directory: Directory): Identify {
  const presented = rememberTokens();
  return (credential) => {
    if (credential.kind === 'absent') throw fault('auth_required');
    if (credential.kind === 'malformed') throw fault('auth_malformed');
    const { hash, parsed } = presented(credential.token);
    // The token of `default` may be any text (guide: MESSAGEDB_TOKEN=your-secure-token).
    const isOpaque = parsed.kind === 'malformed';
    const namespace = isOpaque ? defaultNamespace : parsed.namespace;
    const decide = (found: StoredNamespace | undefined): Caller => {
      if (found !== undefined && equalHashes(found.tokenHash, hash)) return callerOf(found, false);
      throw isOpaque ? invalidToken(parsed.reason) : refusedToken(namespace);
    };
    const found = directory.find(namespace);
    return found instanceof Promise ? found.then(decide) : decide(found);
  };
}

const invalidToken = (reason: string): Fault =>
  fault('token_invalid', {}, { details: { error: reason } });

const refusedToken = (namespace: string): Fault =>
  fault('token_refused', { namespace }, { details: { namespace } });

interface PresentedToken {
  readonly hash: string;
  readonly parsed: ParsedToken;
}

/** Clients present the same token with every request; what is made of its text alone is kept. */
const REMEMBERED_TOKENS_MAX = 1_000;

function rememberTokens(): (token: string) => PresentedToken {
  const known = new Map<string, PresentedToken>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED_TOKENS_MAX) known.clear();
    const made = { hash: hashApiKey(token), parsed: parseToken(token) };
    known.set(token, made);
    return made;
  };
}

/** In test mode a token chooses a namespace and proves nothing (contract §3.4). */
export function createTestIdentify(directory: Directory): Identify {
  return (credential) => {
    const parsed = credential.kind === 'token' ? parseToken(credential.token) : undefined;
    const namespace = parsed?.kind === 'token' ? parsed.namespace : defaultNamespace;
    const decide = (found: StoredNamespace | undefined): Caller => {
      if (found === undefined) throw fault('namespace_not_found', { namespace });
      return callerOf(found, true);
    };
    const found = directory.find(namespace);
    return found instanceof Promise ? found.then(decide) : decide(found);
  };
}
