import { errors } from 'jose';
import { checkToken } from '../check-token.ts';
import type { Claims, TokenRules } from '../token-rules.ts';
import type { KeySet } from './key-set.ts';

/**
 * Checks a token with the key of a set that its header names. Where a set has several keys of that
 * name and kind, each is tried. Throws jose's errors; JWKSNoMatchingKey if no key fits.
 */
export async function verifyWithKeySet(
  token: string,
  keySet: KeySet,
  rules: TokenRules & { readonly algorithms: readonly string[] },
): Promise<Claims> {
  try {
    return await checkToken(token, keySet.findKey, rules);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return await checkToken(token, key, rules);
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed('', { cause: error });
  }
}
