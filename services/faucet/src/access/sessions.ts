import { TokenError } from '@aquifer/auth';
import type { Log } from '@aquifer/service';
import { isFault } from '@aquifer/service';
import type { AuditLog } from '../audit/audit-log.ts';
import { fault } from '../faults.ts';
import type { Admin } from '../model/admin.ts';
import type { ConfigStore } from '../store/config-store.ts';
import { checkPassword } from './check-password.ts';
import { bearerToken, hashSessionToken } from './identify.ts';
import { countLoginAttempt } from './login-throttle.ts';
import type { SessionClaims, SessionTokens } from './session-tokens.ts';

/** Signing in and out of administrators (contract §7.2). */
export interface Sessions {
  /** Throws credentials_wrong, account_disabled, too_many_logins. */
  login(attempt: LoginInput): Promise<{ readonly admin: Admin; readonly session: Session }>;
  /** A session for an administrator who has just been created. */
  issue(admin: Admin): Promise<Session>;
  /** Ends the session of an Authorization header; a bad or missing one is no error. */
  logout(authorization: string | undefined): Promise<void>;
}

export interface LoginInput {
  readonly email: string;
  readonly password: string;
  /** Where the request came from. */
  readonly address: string;
  readonly requestId?: string;
}

export interface Session {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export interface SessionsOptions {
  readonly store: Pick<ConfigStore, 'admins' | 'loginAttempts' | 'sessions'>;
  readonly tokens: SessionTokens;
  readonly audit: AuditLog;
  readonly log: Log;
  readonly now?: () => number;
}

export function openSessions(options: SessionsOptions): Sessions {
  const { store, tokens } = options;
  const issue = async (admin: Admin, at?: Date): Promise<Session> => ({
    token: await tokens.issue(admin, at),
    expiresInSeconds: tokens.lifetimeSeconds,
  });
  return {
    issue: (admin) => issue(admin),
    async login(input) {
      const at = new Date((options.now ?? Date.now)());
      const admin = await logIn(options, input, at);
      // Dated before the password was checked: when it is changed meanwhile, the session ends too.
      return { admin, session: await issue(admin, at) };
    },
    async logout(authorization) {
      const token = bearerToken(authorization);
      const claims = token === undefined ? undefined : await readToken(tokens, token);
      // Only good tokens are remembered, or anybody could fill the store.
      if (token !== undefined && claims !== undefined) {
        await store.sessions.end(hashSessionToken(token), claims.expiresAt);
      }
    },
  };
}

async function logIn(options: SessionsOptions, input: LoginInput, at: Date): Promise<Admin> {
  const { store } = options;
  const admin = await store.admins.findByEmail(input.email);
  try {
    const attempt = await countLoginAttempt(store.loginAttempts, { ...input, at });
    const { isRight, renewedHash } = await checkPassword(input.password, admin?.passwordHash);
    if (admin === undefined || !isRight) throw fault('credentials_wrong');
    await attempt.succeed();
    if (!admin.isActive) throw fault('account_disabled');
    if (renewedHash !== undefined) {
      await store.admins.renewPasswordHash(admin.id, admin.passwordHash, renewedHash);
    }
    await store.admins.recordLogin(admin.id, at);
    record(options, input, admin, 'done');
    return { ...admin, lastLoginAt: at };
  } catch (error) {
    if (isFault(error)) record(options, input, admin, 'refused', error.code);
    throw error;
  }
}

function record(
  { audit }: SessionsOptions,
  { address, requestId }: LoginInput,
  admin: Admin | undefined,
  outcome: 'done' | 'refused',
  reason?: string,
): void {
  audit.record({
    actor: outcome === 'done' && admin !== undefined ? `admin:${admin.email}` : 'anonymous',
    action: outcome === 'done' ? 'session.created' : 'session.refused',
    // What was typed as an email is written down only when it is one we know.
    target: admin === undefined ? 'admin' : `admin/${admin.email}`,
    outcome,
    detail: reason === undefined ? {} : { reason },
    remoteAddress: address,
    ...(requestId === undefined ? {} : { requestId }),
  });
}

async function readToken(tokens: SessionTokens, token: string): Promise<SessionClaims | undefined> {
  try {
    return await tokens.verify(token);
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}
