import { hashApiKey } from '@aquifer/auth';
import type { Log } from '@aquifer/service';
import { createToken, parseToken } from '../access/token.ts';
import { fault } from '../faults.ts';
import { defaultNamespace } from '../model/namespace.ts';
import type { NamespaceRegistry } from '../store/message-store.ts';

/** How the default namespace stands after start. */
export interface DefaultNamespace {
  /** The token, where this process knows it: it was given, or made just now. */
  readonly token: string | undefined;
  /** Whether the token was made now, and so must be shown: nobody else knows it. */
  readonly isGenerated: boolean;
}

/**
 * Sees to it that the namespace `default` exists and has the given token (contract §3.3): creates it,
 * with a generated token if none is given; gives an existing one the given token; else leaves it.
 * Throws wrong_default_token for a token of another namespace.
 */
export async function ensureDefaultNamespace(
  registry: NamespaceRegistry,
  given: string | undefined,
  log: Log,
): Promise<DefaultNamespace> {
  if (given !== undefined) checkGiven(given, log);
  const token = given ?? createToken(defaultNamespace);
  const tokenHash = hashApiKey(token);
  const isCreated = await registry.create({
    id: defaultNamespace,
    tokenHash,
    description: 'Default namespace',
    metadata: null,
    createdAt: new Date(),
  });
  if (isCreated) return { token, isGenerated: given === undefined };
  if (given === undefined) return { token: undefined, isGenerated: false };
  const existing = await registry.find(defaultNamespace);
  if (existing !== undefined) await registry.replaceToken(existing, tokenHash);
  return { token, isGenerated: false };
}

function checkGiven(token: string, log: Log): void {
  const parsed = parseToken(token);
  if (parsed.kind === 'malformed') {
    log.warn(
      'MESSAGEDB_TOKEN is not of the form ns_<namespace>_<secret>; it is taken as it is. Make sure that nobody can guess it',
    );
  } else if (parsed.namespace !== defaultNamespace) {
    throw fault('wrong_default_token', { namespace: parsed.namespace });
  }
}
