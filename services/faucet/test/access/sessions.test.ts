import { hash } from 'node:crypto';
import { hashPassword } from '@aquifer/auth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdmin, openAccess } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

let access: OpenAccess;

beforeEach(async () => {
  access = await openAccess();
});

afterEach(() => access.close());

const email = 'ada@example.com';
const password = 'correct horse';
const logIn = (parts: { email?: string; password?: string; address?: string } = {}) =>
  access.sessions.login({ email, password, address: '10.0.0.1', requestId: 'r-1', ...parts });
const code = (name: string): unknown => expect.objectContaining({ code: name });
const bearer = (token: string): string => `Bearer ${token}`;

describe('login', () => {
  it('gives a session that authenticates, and notes when', async () => {
    const admin = await createAdmin(access.store, email, password);
    const { session, admin: answered } = await logIn();
    expect(session.expiresInSeconds).toBe(86_400);
    expect(answered.id).toBe(admin.id);
    expect(
      await access.directory.authenticate({ authorization: bearer(session.token) }),
    ).toMatchObject({ kind: 'admin', admin: { email } });
    expect((await access.store.admins.findByEmail(email))?.lastLoginAt).toEqual(
      new Date(access.clock.now),
    );
  });

  it('puts the claims of the contract into the token', async () => {
    const admin = await createAdmin(access.store, email, password);
    const { session } = await logIn();
    const payload = Buffer.from(session.token.split('.')[1] ?? '', 'base64url').toString();
    const iat = access.clock.now / 1000;
    expect(JSON.parse(payload)).toEqual({
      admin_id: admin.id,
      email,
      iss: 'faucet',
      iat,
      exp: iat + 86_400,
    });
  });

  it('answers a wrong password and an unknown email alike', async () => {
    await createAdmin(access.store, email, password);
    const failures = await Promise.all(
      [{ password: 'wrong' }, { email: 'nobody@example.com' }, { password: 'x'.repeat(5_000) }].map(
        (parts) => logIn(parts).catch((error: unknown) => error),
      ),
    );
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: 401, message: 'Invalid credentials' });
    }
  });

  it('tells only who knows the password that the account is disabled', async () => {
    const admin = await createAdmin(access.store, email, password);
    await createAdmin(access.store, 'bob@example.com', password);
    await access.store.admins.update(admin.id, { isActive: false });
    await expect(logIn()).rejects.toMatchObject({ status: 401, message: 'Account is disabled' });
    await expect(logIn({ password: 'wrong' })).rejects.toEqual(code('credentials_wrong'));
  });

  it('audits successes and refusals, and no email that we do not know', async () => {
    await createAdmin(access.store, email, password);
    await logIn();
    await logIn({ password: 'wrong' }).catch(() => undefined);
    await logIn({ email: 'my-password-by-mistake' }).catch(() => undefined);
    expect(access.audited).toEqual([
      {
        actor: `admin:${email}`,
        action: 'session.created',
        target: `admin/${email}`,
        outcome: 'done',
        detail: {},
        remoteAddress: '10.0.0.1',
        requestId: 'r-1',
      },
      expect.objectContaining({
        actor: 'anonymous',
        action: 'session.refused',
        target: `admin/${email}`,
        outcome: 'refused',
        detail: { reason: 'credentials_wrong' },
      }),
      expect.objectContaining({ actor: 'anonymous', target: 'admin', outcome: 'refused' }),
    ]);
    expect(JSON.stringify(access.audited)).not.toContain('my-password-by-mistake');
  });

  it('accepts the unsalted hash of the original once and stores a better one', async () => {
    const passwordHash = hash('sha256', password, 'hex');
    await access.store.admins.create({ email, name: '', passwordHash }, { isSuperAdmin: true });
    await expect(logIn({ password: passwordHash })).rejects.toEqual(code('credentials_wrong'));
    await logIn();
    const renewed = (await access.store.admins.findByEmail(email))?.passwordHash;
    expect(renewed).toMatch(/^\$argon2id\$/);
    await logIn();
    expect((await access.store.admins.findByEmail(email))?.passwordHash).toBe(renewed);
  });

  it('gives a session that a password change during the log-in ends', async () => {
    const admin = await createAdmin(access.store, email, password);
    const pending = logIn();
    access.clock.now += 1_000;
    await access.store.admins.update(admin.id, {
      passwordHash: await hashPassword('another'),
      sessionsValidFrom: new Date(access.clock.now),
    });
    const { session } = await pending;
    await expect(
      (async () => access.directory.authenticate({ authorization: bearer(session.token) }))(),
    ).rejects.toEqual(code('token_invalid'));
  });
});

describe('throttling', () => {
  /** Refused before the password is looked at, so it costs nothing to try often. */
  const exhaust = async (parts: { email?: string; address?: string }, times: number) => {
    for (let index = 0; index < times; index += 1) {
      await logIn({ password: 'wrong', ...parts }).catch(() => undefined);
    }
  };

  it('refuses an email after ten failures even with the right password, and says when to come back', async () => {
    await createAdmin(access.store, email, password);
    await exhaust({}, 10);
    access.clock.now += 60_000;
    await expect(
      logIn({ email: ` ${email.toUpperCase()} `, address: '10.9.9.9' }),
    ).rejects.toMatchObject({
      status: 429,
      code: 'too_many_logins',
      context: { retry_after: 840 },
    });
    access.clock.now += 840_000;
    await expect(logIn()).resolves.toMatchObject({ admin: { email } });
  });

  it('forgets the failures of an email once its password was right', async () => {
    await createAdmin(access.store, email, password);
    await exhaust({}, 9);
    await logIn();
    await exhaust({}, 9);
    await expect(logIn()).resolves.toBeDefined();
  });

  it('refuses an address that tries many emails, but not other addresses', async () => {
    await createAdmin(access.store, email, password);
    const attempts = Array.from({ length: 50 }, (_, index) => ({
      subject: `x${index}`,
      attemptsMax: 1,
    }));
    const address = { subject: hash('sha256', 'address 10.0.0.1', 'hex'), attemptsMax: 50 };
    for (const attempt of attempts) {
      await access.store.loginAttempts.reserve(
        [attempt, address],
        new Date(access.clock.now),
        900_000,
      );
    }
    await expect(logIn()).rejects.toEqual(code('too_many_logins'));
    await expect(logIn({ address: '::ffff:10.0.0.1' })).rejects.toEqual(code('too_many_logins'));
    await expect(logIn({ address: '10.0.0.2' })).resolves.toBeDefined();
  });

  it('counts guesses that are made all at once', async () => {
    await createAdmin(access.store, email, password);
    const guesses = await Promise.allSettled(
      Array.from({ length: 14 }, (_, index) => logIn({ password: `guess ${index}` })),
    );
    const codes = guesses.map((guess) =>
      guess.status === 'rejected' ? (guess.reason as { code: string }).code : 'in',
    );
    expect(codes.filter((one) => one === 'credentials_wrong')).toHaveLength(10);
    expect(codes.filter((one) => one === 'too_many_logins')).toHaveLength(4);
  });
});

describe('logout', () => {
  it('ends the one session at once and leaves others alone', async () => {
    await createAdmin(access.store, email, password);
    const first = bearer((await logIn()).session.token);
    access.clock.now += 1_000;
    const second = bearer((await logIn()).session.token);
    await access.sessions.logout(first);
    const who = async (authorization: string) => access.directory.authenticate({ authorization });
    await expect(who(first)).rejects.toEqual(code('token_invalid'));
    expect(await who(second)).toMatchObject({ kind: 'admin' });
  });

  it('takes a missing or bad token for what it is: nothing to end', async () => {
    const before = access.store.versionNow();
    await access.sessions.logout(undefined);
    await access.sessions.logout('Bearer not.a.token');
    await access.sessions.logout('Basic x');
    expect(access.store.versionNow()).toBe(before);
  });
});
