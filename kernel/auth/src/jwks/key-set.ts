import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet } from 'jose';
import type { JWK, JWTVerifyGetKey } from 'jose';

/** A JSON Web Key Set (RFC 7517 §5) reduced to the keys that may verify a signature. */
export interface KeySet {
  /** Finds the one key for a token's header; throws jose's JWKSNoMatchingKey if there is none. */
  readonly findKey: JWTVerifyGetKey;
  /** Each key as text, to tell whether one has gone. */
  readonly fingerprints: ReadonlySet<string>;
}

/**
 * Makes a key set of a document. Keys that are of no use here are skipped, as RFC 7517 §5 asks:
 * unknown types, secrets (`oct`), RSA keys below 2048 bits, damaged keys, keys without a name. Throws a plain Error if the document is no key set at all.
 */
export function toKeySet(document: unknown): KeySet {
  const keys = readKeys(document).filter((key) => isUsable(key));
  return {
    findKey: createLocalJWKSet({ keys }),
    fingerprints: new Set(keys.map((key) => JSON.stringify(key))),
  };
}

function readKeys(document: unknown): JWK[] {
  const isObject = typeof document === 'object' && document !== null && 'keys' in document;
  if (!isObject || !Array.isArray(document.keys)) {
    throw new Error('not a JSON Web Key Set: it has no list "keys"');
  }
  const keys: unknown[] = document.keys;
  return keys.filter((key): key is JWK => typeof key === 'object' && key !== null);
}

function isUsable(jwk: JWK): boolean {
  const { kid, kty = '' } = jwk;
  if (typeof kid !== 'string' || !TYPES.has(kty)) return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? Infinity) >= RSA_BITS_MIN;
  } catch {
    return false;
  }
}

/** Types of keys with a public half (RFC 7518 §6, RFC 8037 §2); of `oct` nothing is public. */
const TYPES = new Set(['RSA', 'EC', 'OKP']);

/** RFC 7518 §3.3. */
const RSA_BITS_MIN = 2048;
