import { parseAddressRanges } from '../limits/address-ranges.ts';
import type { EstuarySettings } from '../settings.ts';
import type { Profile } from '../settings/choices.ts';

interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** HS256 signs with 256 bits; a shorter secret is weaker than the signature (RFC 7518 §3.2). */
const SECRET_BYTES_MIN = 32;

/** Rules over several settings, of which some may be missing because they were wrong (contract §2). */
export function checkTogether(
  settings: Partial<EstuarySettings>,
  env: Readonly<Record<string, string | undefined>>,
): Findings {
  const problems = [
    ...checkProxies(settings),
    ...checkAuthentication(settings),
    ...checkDatabase(settings, env),
    ...checkLimits(settings),
  ];
  return { problems, warnings: [...warnings(settings)] };
}

function* checkProxies({ trustedProxies = [] }: Partial<EstuarySettings>): Generator<string> {
  try {
    parseAddressRanges(trustedProxies);
  } catch (error) {
    yield `TRUSTED_PROXIES: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function* checkAuthentication(settings: Partial<EstuarySettings>): Generator<string> {
  const { profile, authEnabled, authOwner, authJwksUrls, jwtSecret, jwtSecretPrevious } = settings;
  if (authEnabled === true && authJwksUrls === undefined && jwtSecret === undefined) {
    yield 'AUTH_JWKS_URLS or JWT_SECRET is required when AUTH_ENABLED is true';
  }
  if (authOwner === true && authEnabled !== true) {
    yield 'AUTH_OWNER needs AUTH_ENABLED, which says who owns what';
  }
  if (profile === 'production') {
    for (const url of authJwksUrls ?? []) {
      if (!isSafe(url)) yield 'AUTH_JWKS_URLS must use https in production';
    }
  }
  if (profile === 'development') return;
  for (const [name, secret] of [
    ['JWT_SECRET', jwtSecret],
    ['JWT_SECRET_PREVIOUS', jwtSecretPrevious],
  ] as const) {
    if (secret !== undefined && Buffer.byteLength(secret) < SECRET_BYTES_MIN) {
      yield `${name} must be at least ${SECRET_BYTES_MIN} bytes`;
    }
  }
}

function* checkDatabase(
  settings: Partial<EstuarySettings>,
  env: Readonly<Record<string, string | undefined>>,
): Generator<string> {
  const { profile, databaseType, databaseUrl, convexDeploymentUrl } = settings;
  if (databaseType === 'convex') {
    if (convexDeploymentUrl !== undefined) yield* checkConvexUrl(convexDeploymentUrl, profile);
    else if (isUnset(env, 'CONVEX_DEPLOYMENT_URL')) {
      yield 'CONVEX_DEPLOYMENT_URL is required when DATABASE_TYPE is convex';
    }
  }
  if (databaseType === 'postgres' && !/^postgres(ql)?:\/\//.test(databaseUrl ?? '')) {
    yield 'DATABASE_URL must begin with postgres:// when DATABASE_TYPE is postgres';
  }
  if (databaseType === 'sqlite' && databaseUrl !== undefined && !databaseUrl.startsWith('file:')) {
    yield 'DATABASE_URL must begin with file: when DATABASE_TYPE is sqlite';
  }
}

function* checkConvexUrl(url: string, profile: Profile | undefined): Generator<string> {
  // Where HTTP actions are; functions are called at the other one.
  if (new URL(url).hostname.endsWith('.convex.site')) {
    yield 'CONVEX_DEPLOYMENT_URL must be the .convex.cloud address, not .convex.site';
  }
  if (profile === 'production' && !isSafe(url)) {
    yield 'CONVEX_DEPLOYMENT_URL must use https in production';
  }
}

function* checkLimits({
  rateLimitStore,
  databaseType,
}: Partial<EstuarySettings>): Generator<string> {
  if (rateLimitStore === 'database' && databaseType !== undefined && databaseType !== 'postgres') {
    yield 'RATE_LIMIT_STORE can be database only when DATABASE_TYPE is postgres';
  }
}

function* warnings(settings: Partial<EstuarySettings>): Generator<string> {
  const { profile, databaseType, authEnabled, rateLimitKey, convexDeployKey, convexSharedSecret } =
    settings;
  if (profile !== 'development' && databaseType === 'memory') {
    yield 'DATABASE_TYPE is memory: data is lost on restart';
  }
  if (databaseType === 'convex' && (convexDeployKey ?? convexSharedSecret) === undefined) {
    yield 'CONVEX_DEPLOY_KEY and CONVEX_SHARED_SECRET are not set: whoever knows the address of the deployment can call its functions, and cursors end with this process';
  }
  if (profile === 'production' && authEnabled === false) {
    yield 'AUTH_ENABLED is false: everybody may read and write';
  }
  if (rateLimitKey === 'subject' && authEnabled === false) {
    yield 'RATE_LIMIT_KEY is subject and AUTH_ENABLED is false: clients are told apart by their address';
  }
}

const isUnset = (env: Readonly<Record<string, string | undefined>>, name: string): boolean =>
  (env[name] ?? '').trim() === '' && (env[`${name}_FILE`] ?? '').trim() === '';

/** Encrypted, or within this machine. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
