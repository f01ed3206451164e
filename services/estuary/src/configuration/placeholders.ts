import type { Profile } from '../settings/choices.ts';
import { variableNames } from '../settings/variable-names.ts';

/** A variable that holds a secret, by its name. */
const SECRET_NAME = /password|secret|api_key|private_key|token|credential/i;
/** Words that stand in examples where a secret belongs. */
const WORDS = /example|changeme|xxx/i;
/** Hosts of examples (RFC 2606, and the guide's own). */
const HOSTS = /^(your-|yourdomain)|(^|\.)example\.(com|org|net)$|\.yourdomain\./i;
/** Variables of ours whose values are addresses. */
const ADDRESSES: ReadonlySet<string> = new Set([
  'CONVEX_DEPLOYMENT_URL',
  'AUTH_JWKS_URLS',
  'DATABASE_URL',
]);

export interface Placeholders {
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

/** Values that were never replaced: refused outside development where they are ours (contract §3). */
export function findPlaceholders(
  env: Readonly<Record<string, string | undefined>>,
  profile: Profile,
): Placeholders {
  const found = Object.entries(env).filter(([name, value = '']) => isPlaceholder(name, value));
  const isRefused = ([name]: readonly [string, unknown]): boolean =>
    profile !== 'development' && variableNames.has(name);
  return {
    refusals: found.filter((one) => isRefused(one)).map((one) => sentence(one)),
    warnings: found.filter((one) => !isRefused(one)).map((one) => sentence(one)),
  };
}

const sentence = ([name]: readonly [string, unknown]): string =>
  `${name} appears to contain a placeholder value`;

function isPlaceholder(name: string, value: string): boolean {
  if (SECRET_NAME.test(name) && WORDS.test(value)) return true;
  if (!ADDRESSES.has(name)) return false;
  return value
    .split(',')
    .map((url) => url.trim())
    .some((url) => URL.canParse(url) && HOSTS.test(new URL(url).hostname));
}
