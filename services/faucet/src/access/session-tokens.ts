import { randomBytes } from 'node:crypto';
import { createTokenVerifier, signToken } from '@aquifer/auth';
import type { Log } from '@aquifer/service';
import type { Admin } from '../model/admin.ts';
import type { ConfigStore } from '../store/config-store.ts';

/** What a session token says about its holder, after signature and expiry were checked. */
export interface SessionClaims {
  readonly adminId: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Makes and reads the session tokens of administrators (contract §6). */
export interface SessionTokens {
  readonly lifetimeSeconds: number;
  /** `at`: from when the session counts; now by default. */
  issue(admin: Pick<Admin, 'id' | 'email' | 'sessionsValidFrom'>, at?: Date): Promise<string>;
  /** Throws TokenError of @aquifer/auth. */
  verify(token: string): Promise<SessionClaims>;
}

export interface SessionTokenOptions {
  readonly secret: string;
  readonly lifetimeMs: number;
  readonly now?: () => number;
}

const ISSUER = 'faucet';

/** Session tokens: HS256 with the claims `admin_id`, `email`, `iss`, `iat`, `exp`. */
export function createSessionTokens(options: SessionTokenOptions): SessionTokens {
  const { secret, now = Date.now } = options;
  const lifetimeSeconds = Math.floor(options.lifetimeMs / 1000);
  const verifier = createTokenVerifier({ secrets: [secret], issuers: [ISSUER], now });
  return {
    lifetimeSeconds,
    issue: (admin, at = new Date(now())) =>
      signToken(
        { admin_id: admin.id, email: admin.email },
        {
          secret,
          lifetimeSeconds,
          issuer: ISSUER,
          now: () => issueInstant(at.getTime(), admin.sessionsValidFrom.getTime()),
        },
      ),
    async verify(token) {
      const claims = await verifier.verify(token);
      return {
        adminId: Number(claims['admin_id']),
        issuedAt: new Date((claims.iat ?? 0) * 1000),
        expiresAt: new Date(claims.exp * 1000),
      };
    },
  };
}

/**
 * `iat` counts whole seconds, and a token is refused when it is older than
 * `sessionsValidFrom`. A log-in in the second of a password change, or on a
 * replica whose clock is behind, must still give a token that is young enough.
 */
function issueInstant(nowMs: number, validFromMs: number): number {
  const wholeSecond = Math.floor(nowMs / 1000) * 1000;
  return wholeSecond >= validFromMs ? wholeSecond : Math.ceil(validFromMs / 1000) * 1000;
}

/** Printed in the guide, so everybody knows it. */
export const documentedDefaultSecret = 'faucet-dev-secret-change-me';

const SECRET_SETTING = 'auth.jwt_secret';
const SECRET_BYTES = 32;

/** The guide's "at least 32 characters"; its own examples, which people copy, are shorter. */
const SECRET_LENGTH_MIN = 32;

/**
 * The secret that signs sessions: the one configured, else one generated once and
 * kept in the store, so that sessions survive restarts and hold on every replica.
 * Nothing is ever signed with the documented default.
 */
export async function resolveSessionSecret(
  store: Pick<ConfigStore, 'settings'>,
  configured: string | undefined,
  log: Log,
): Promise<string> {
  const isDefault = configured === documentedDefaultSecret;
  if (isDefault) {
    log.warn('auth.jwt_secret is the documented default and not used: set one of your own');
  }
  const secret = (!isDefault && configured) || (await generatedSecret(store, log));
  if (secret.length < SECRET_LENGTH_MIN) {
    log.warn(
      `auth.jwt_secret is easily guessed: it has fewer than ${SECRET_LENGTH_MIN} characters`,
    );
  }
  return secret;
}

async function generatedSecret(store: Pick<ConfigStore, 'settings'>, log: Log): Promise<string> {
  const fresh = randomBytes(SECRET_BYTES).toString('hex');
  const secret = await store.settings.getOrCreate(SECRET_SETTING, () => fresh);
  if (secret === fresh) log.info('generated a secret for admin sessions and stored it');
  return secret;
}
