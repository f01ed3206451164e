import { booleanText, textList } from '@aquifer/service';
import type { SettingsTable } from '@aquifer/service';
import { z } from 'zod';
import { signatureAlgorithms } from './choices.ts';
import type { EstuarySettings } from './estuary-settings.ts';
import { httpUrlList, integerBetween, someOf } from './setting-schemas.ts';

const group = 'Authentication';
const optionalText = z.string().trim().optional();

type AuthKeys = Extract<keyof EstuarySettings, `auth${string}` | `jwt${string}`>;

/** Who may call (contract §9, B9). */
export const authSettings: Pick<SettingsTable<EstuarySettings>, AuthKeys> = {
  authEnabled: {
    env: 'AUTH_ENABLED',
    schema: booleanText,
    default: 'false',
    help: 'Whether requests under /api/ need a token.',
    group,
  },
  authJwksUrls: {
    env: 'AUTH_JWKS_URLS',
    schema: httpUrlList.optional(),
    help: 'Key sets of the identity providers.',
    group,
  },
  authAudience: {
    env: 'AUTH_AUDIENCE',
    schema: textList.optional(),
    help: 'Audiences of which a token must name one.',
    group,
  },
  authIssuer: {
    env: 'AUTH_ISSUER',
    schema: textList.optional(),
    help: 'Issuers of which a token must come, compared exactly.',
    group,
  },
  authJwksCacheSeconds: {
    env: 'AUTH_JWKS_CACHE_SECONDS',
    schema: integerBetween(60, 86_400),
    default: '3600',
    help: 'How long a key set is used before it is fetched again.',
    group,
  },
  authAlgorithms: {
    env: 'AUTH_ALGORITHMS',
    schema: someOf(signatureAlgorithms),
    default: signatureAlgorithms.join(','),
    help: 'Signatures accepted from the key sets.',
    group,
  },
  authPublicRead: {
    env: 'AUTH_PUBLIC_READ',
    schema: booleanText,
    default: 'false',
    help: 'Whether GET and HEAD need no token.',
    group,
  },
  authScopeRead: {
    env: 'AUTH_SCOPE_READ',
    schema: optionalText,
    help: 'Scope that a token needs to read.',
    group,
  },
  authScopeWrite: {
    env: 'AUTH_SCOPE_WRITE',
    schema: optionalText,
    help: 'Scope that a token needs to write.',
    group,
  },
  authOwner: {
    env: 'AUTH_OWNER',
    schema: booleanText,
    default: 'false',
    help: 'Whether items belong to the subject that created them, and nobody else sees them.',
    group,
  },
  jwtSecret: {
    env: 'JWT_SECRET',
    schema: optionalText,
    secret: true,
    help: 'Shared secret of HS256 tokens, instead of key sets or beside them.',
    group,
  },
  jwtSecretPrevious: {
    env: 'JWT_SECRET_PREVIOUS',
    schema: optionalText,
    secret: true,
    help: 'The secret before, accepted as well while it is being replaced.',
    group,
  },
};
