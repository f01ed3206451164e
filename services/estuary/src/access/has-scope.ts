import type { Claims } from '@aquifer/auth';

/**
 * Whether a token grants a scope (contract B9), under the names that providers use: `scope` (RFC
 * 8693 §4.2) and `scp` as names between blanks, `scp` and `permissions` as lists.
 */
export function hasScope(claims: Claims, name: string): boolean {
  const { scope, scp, permissions } = claims;
  return (
    isAmongWords(scope, name) ||
    isAmongWords(scp, name) ||
    isListed(scp, name) ||
    isListed(permissions, name)
  );
}

function isAmongWords(words: unknown, name: string): boolean {
  return typeof words === 'string' && words.split(' ').includes(name);
}

function isListed(list: unknown, name: string): boolean {
  return Array.isArray(list) && list.includes(name);
}
