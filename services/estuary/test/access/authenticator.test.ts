import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import { compact, createSigningKey, signWith, signWithSecret } from '../support/sign-token.ts';
import { outcomeOf, startAuthenticator } from '../support/start-authenticator.ts';

const secret = 'a secret of at least thirty-two bytes';
const secrets = [secret];

describe('the Authorization header', () => {
  it.each([
    [undefined, 'missing', 'Authentication required'],
    ['', 'malformed', 'Invalid authorization header format'],
    ['Bearer', 'malformed', 'Invalid authorization header format'],
    ['Bearer  ', 'malformed', 'Invalid authorization header format'],
    ['Bearerish token', 'malformed', 'Invalid authorization header format'],
    ['Basic dXNlcjpwYXNz', 'malformed', 'Invalid authorization header format'],
    ['token', 'malformed', 'Invalid authorization header format'],
    ['Bearer token', 'invalid', 'Invalid authentication token'],
    ['Bearer a.b.c d', 'invalid', 'Invalid authentication token'],
  ])('%j is %s', async (header, reason, message) => {
    const { authenticate, failures } = startAuthenticator([], { secrets });
    const refusal = Promise.resolve().then(() => authenticate(header));
    await expect(refusal).rejects.toMatchObject({ name: 'AuthenticationError', reason, message });
    expect(failures).toEqual([reason]);
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('may write its scheme %s', async (scheme) => {
    const { authenticate } = startAuthenticator([], { secrets });
    const header = `${scheme}  ${signWithSecret(secret)}`;
    await expect(outcomeOf(() => authenticate(header))).resolves.toBe('accepted');
  });
});

describe('a token of the shared secret', () => {
  it('gives its subject and claims, and the second time at once', async () => {
    const { authenticate, lookups } = startAuthenticator([], { secrets });
    const header = `Bearer ${signWithSecret(secret, { scope: 'a' })}`;
    const caller = await authenticate(header);
    expect(caller).toMatchObject({ subject: 'ada', claims: { scope: 'a' } });
    expect(authenticate(header)).toEqual(caller);
    expect(lookups).toEqual([]);
  });

  it.each([undefined, 7, null, ['ada']])(
    'may have the subject %j, which is nobody',
    async (sub) => {
      const { authenticate } = startAuthenticator([], { secrets });
      const caller = await authenticate(`Bearer ${signWithSecret(secret, { sub })}`);
      expect(caller.subject).toBeUndefined();
    },
  );

  it('may be of the previous secret while it is rotated', async () => {
    const { verdict } = startAuthenticator([], { secrets: [secret, 'the previous one'] });
    await expect(verdict(signWithSecret('the previous one'))).resolves.toBe('accepted');
    await expect(verdict(signWithSecret('a third one'))).resolves.toBe('invalid');
  });

  it('is expired a minute after its time, also when it was accepted before', async () => {
    let now = Date.now();
    const { verdict } = startAuthenticator([], { secrets, now: () => now });
    const token = signWithSecret(secret, { exp: now / 1000 });
    now += 59_000;
    await expect(verdict(token)).resolves.toBe('accepted');
    now += 2000;
    await expect(verdict(token)).resolves.toBe('expired');
  });

  const seconds = Date.now() / 1000;
  it.each<[string, object, string]>([
    ['a fractional exp', { exp: seconds + 0.5 }, 'accepted'],
    ['a text as exp', { exp: String(seconds + 60) }, 'invalid'],
    ['no exp', { exp: undefined }, 'invalid'],
    ['an nbf within the leeway', { nbf: seconds + 50.5 }, 'accepted'],
    ['an nbf beyond the leeway', { nbf: seconds + 90 }, 'invalid'],
    ['a text as nbf', { nbf: '0' }, 'invalid'],
    ['an iat to come', { iat: seconds + 3600 }, 'accepted'],
    ['a text as iat', { iat: '0' }, 'invalid'],
    ['an audience nobody asks for', { aud: ['x'] }, 'accepted'],
    ['an issuer nobody asks for', { iss: 'x' }, 'accepted'],
  ])('with %s is %s', async (_what, claims, outcome) => {
    const { verdict } = startAuthenticator([], { secrets });
    await expect(verdict(signWithSecret(secret, claims))).resolves.toBe(outcome);
  });

  it.each<[object, string]>([
    [{ aud: 'api', iss: 'https://a/' }, 'accepted'],
    [{ aud: ['other', 'api2'], iss: 'https://b' }, 'accepted'],
    [{ aud: 'other', iss: 'https://a/' }, 'invalid'],
    [{ aud: [], iss: 'https://a/' }, 'invalid'],
    [{ aud: ['API'], iss: 'https://a/' }, 'invalid'],
    [{ iss: 'https://a/' }, 'invalid'],
    [{ aud: 'api', iss: 'https://a' }, 'invalid'],
    [{ aud: 'api' }, 'invalid'],
    [{ aud: 'api', iss: ['https://a/'] }, 'invalid'],
  ])('where audience and issuer are asked for, %j is %s', async (claims, outcome) => {
    const { verdict } = startAuthenticator([], {
      secrets,
      audiences: ['api', 'api2'],
      issuers: ['https://a/', 'https://b'],
    });
    await expect(verdict(signWithSecret(secret, claims))).resolves.toBe(outcome);
  });

  it.each<[string, string]>([
    ['no signature and alg none', compact({ alg: 'none' }, { exp: 9e9 }, () => Buffer.of())],
    ['a signature and alg none', signWithSecret(secret, {}, { alg: 'none' })],
    ['alg in small letters', signWithSecret(secret, {}, { alg: 'hs256' })],
    ['another HMAC', signWithSecret(secret, {}, { alg: 'HS512' }, 'sha512')],
    ['a critical extension', signWithSecret(secret, {}, { crit: ['exp'] })],
    ['no algorithm', signWithSecret(secret, {}, { alg: undefined })],
    ['an asymmetric algorithm', signWith(createSigningKey('a'))],
    ['more than 16 KiB', signWithSecret(secret, { filler: 'x'.repeat(17_000) })],
  ])('with %s is invalid', async (_what, token) => {
    const { verdict } = startAuthenticator([], { secrets });
    await expect(verdict(token)).resolves.toBe('invalid');
  });
});

describe('the log', () => {
  it('says why a token was refused, in words that hold nothing of it', async () => {
    const { verdict, lines } = startAuthenticator([], { secrets, issuers: ['https://a'] });
    const token = signWithSecret(secret, { iss: 'hunter2', sub: 'hunter2' });
    await verdict(token);
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'token refused', reason: 'unexpected "iss" claim value' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|eyJ/);
  });
});

describe('createAuthenticator', () => {
  it('needs something to check tokens with', () => {
    expect(() => startAuthenticator()).toThrow('needs key sets or a secret');
    expect(createAuthenticator).toThrow();
  });
});
