import { randomBytes } from 'node:crypto';

/**
 * Tokens are `ns_<base64url of the namespace>_<64 hex digits>` (guide, "Token Management"; contract
 * §3.1). They are stored as `hashApiKey` makes them: SHA-256 of the whole text in lower-case hex.
 */

const SECRET_BYTES = 32;

/** A new token of a namespace. */
export function createToken(namespace: string): string {
  return `${tokenPrefix(namespace)}${randomBytes(SECRET_BYTES).toString('hex')}`;
}

function tokenPrefix(namespace: string): string {
  return `ns_${Buffer.from(namespace).toString('base64url')}_`;
}

/** What a token says, or why it is none. */
export type ParsedToken =
  | { readonly kind: 'token'; readonly namespace: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads the form of a token; whether it is valid only its namespace knows. */
export function parseToken(text: string): ParsedToken {
  if (!text.startsWith('ns_')) return malformed('it does not begin with ns_');
  const rest = text.slice('ns_'.length);
  // The last one: base64url itself may contain underscores.
  const split = rest.lastIndexOf('_');
  if (split === -1) return malformed('it has no secret part');
  if (!/^[0-9a-fA-F]{64}$/.test(rest.slice(split + 1))) {
    return malformed('its secret part is not 64 hex digits');
  }
  const namespace = decodeNamespace(rest.slice(0, split));
  return namespace === undefined
    ? malformed('its namespace part is not base64url of UTF-8')
    : { kind: 'token', namespace };
}

const malformed = (reason: string): ParsedToken => ({ kind: 'malformed', reason });

/** Node's decoder passes over what does not belong, so the alphabet is checked here. */
function decodeNamespace(text: string): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(text, 'base64url'),
    );
  } catch {
    return undefined;
  }
}
