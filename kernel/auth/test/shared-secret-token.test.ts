import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenVerifier, signToken, TokenError, verifyToken } from '../src/index.ts';
import { createTestClock, encodePart, forgeToken } from './token-fixture.ts';

const secret = 'a secret of the tests';
const rules = { secrets: [secret] };
const signing = { secret, lifetimeSeconds: 60 };

/** Signs any header and claims, as no library would. */
function signRaw(header: object, claims: unknown): string {
  const content = `${encodePart(header)}.${encodePart(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** Changes the two bits of the last letter that belong to no byte. */
function endOtherwise(token: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + letters[letters.indexOf(token.slice(-1)) ^ 1];
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

async function codeOf(outcome: unknown): Promise<string> {
  try {
    await outcome;
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('signToken and verifyToken', () => {
  it('give back the claims with iat, exp, iss and aud', async () => {
    const { now } = createTestClock();
    const options = { ...signing, issuer: 'demo', audience: ['a', 'b'], now };
    const token = await signToken({ admin_id: 7 }, options);
    const claims = await verifyToken(token, { ...rules, issuers: ['demo'], audiences: ['b'], now });
    const iat = Math.floor(now() / 1000);
    expect(claims).toEqual({ admin_id: 7, iss: 'demo', aud: ['a', 'b'], iat, exp: iat + 60 });
  });

  it('accept a token made elsewhere by the standard (RFC 7515)', async () => {
    // Made by another library, with the secret test-secret.
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1MSIsInRlbmFudF9pZCI6MSwicm9sZXMiOlsiYWRtaW4iXSwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjQxMDI0NDQ4MDAsImlzcyI6ImNyYXRvbiIsImF1ZCI6WyJjcmF0b24iXX0.XemSSzhoOPJwt1UlpPz2DPQnM0aEnjIc9nuEKk12PgQ';
    await expect(verifyToken(token, { secrets: ['test-secret'] })).resolves.toMatchObject({
      sub: 'u1',
      tenant_id: 1,
    });
  });

  it('tell an expired token from a bad one', async () => {
    const { now, advance } = createTestClock();
    const token = await signToken({}, { ...signing, now });
    advance(59_000);
    await expect(codeOf(verifyToken(token, { ...rules, now }))).resolves.toBe('accepted');
    advance(1000);
    await expect(codeOf(verifyToken(token, { ...rules, now }))).resolves.toBe('token_expired');
    const tolerant = { ...rules, now, clockToleranceSeconds: 5 };
    await expect(codeOf(verifyToken(token, tolerant))).resolves.toBe('accepted');
  });

  it.each([
    ['another secret', async () => signToken({}, { ...signing, secret: 'other' })],
    [
      'changed claims',
      async () => forgeToken(await signToken({}, signing), { claims: { admin: 1 } }),
    ],
    ['alg none', async () => forgeToken(await signToken({}, signing), { header: { alg: 'none' } })],
    [
      'alg none and no signature',
      async () =>
        forgeToken(await signToken({}, signing), { header: { alg: 'none' }, signature: '' }),
    ],
    ['alg hs256 in small letters', async () => signRaw({ alg: 'hs256' }, { exp: inSeconds(60) })],
    [
      'HS512, although the secret is right',
      async () => {
        const token = new SignJWT({}).setProtectedHeader({ alg: 'HS512' }).setExpirationTime('1m');
        return token.sign(new TextEncoder().encode(secret.repeat(4)));
      },
    ],
    ['no exp', async () => signRaw({ alg: 'HS256' }, {})],
    ['an exp that is text', async () => signRaw({ alg: 'HS256' }, { exp: String(inSeconds(60)) })],
    ['an nbf to come', async () => signToken({ nbf: inSeconds(600) }, signing)],
    [
      'a critical extension',
      async () => signRaw({ alg: 'HS256', crit: ['b64'], b64: true }, { exp: inSeconds(60) }),
    ],
    ['claims that are no object', async () => signRaw({ alg: 'HS256' }, '[1]')],
    ['a header that is no JSON', async () => `${encodePart('{')}.e30.AA`],
    ['no dots', async () => 'token'],
    ['four parts', async () => `${await signToken({}, signing)}.x`],
    ['nothing', async () => ''],
    ['bits after its end', async () => endOtherwise(await signToken({}, signing))],
    ['blanks around it', async () => ` ${await signToken({}, signing)} `],
    ['17 KiB', async () => signToken({ filler: 'x'.repeat(17 * 1024) }, signing)],
  ])('refuse a token with %s', async (_, make) => {
    await expect(codeOf(verifyToken(await make(), rules))).resolves.toBe('token_invalid');
  });

  it.each([
    ['issuer', { issuers: ['demo'] }, { issuer: 'demo' }, { issuer: 'Demo' }],
    ['audience', { audiences: ['a', 'b'] }, { audience: ['x', 'b'] }, { audience: 'x' }],
  ])('compare the %s exactly, where one is required', async (_, required, right, wrong) => {
    const check = async (options: object): Promise<string> =>
      codeOf(
        verifyToken(await signToken({}, { ...signing, ...options }), { ...rules, ...required }),
      );
    await expect(check(right)).resolves.toBe('accepted');
    await expect(check(wrong)).resolves.toBe('token_invalid');
    await expect(check({})).resolves.toBe('token_invalid');
  });

  it('say why in words that hold no value of the token', async () => {
    const token = await signToken({}, { ...signing, issuer: 'hunter2' });
    await expect(verifyToken(token, { ...rules, issuers: ['demo'] })).rejects.toThrow(
      /^unexpected "iss" claim value$/,
    );
  });

  it.each([
    ['an empty secret', () => verifyToken('a.b.c', { secrets: [''] })],
    ['no secret', () => verifyToken('a.b.c', { secrets: [] })],
    ['an empty list of issuers', () => verifyToken('a.b.c', { ...rules, issuers: [] })],
    ['a lifetime of 0', () => signToken({}, { ...signing, lifetimeSeconds: 0 })],
  ])('treat %s as a mistake of the program', async (_, run) => {
    const error: unknown = await run().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TokenError);
  });
});

describe('createTokenVerifier', () => {
  it('accepts the previous secret during a rotation', async () => {
    const verifier = createTokenVerifier({ secrets: ['new', 'old'] });
    const token = await signToken({ sub: 'u' }, { ...signing, secret: 'old' });
    await expect(verifier.verify(token)).resolves.toMatchObject({ sub: 'u' });
    const foreign = await signToken({}, { ...signing, secret: 'foreign' });
    await expect(codeOf(verifier.verify(foreign))).resolves.toBe('token_invalid');
  });

  it('remembers a good token, but not beyond its expiry', async () => {
    const { now, advance } = createTestClock();
    const verifier = createTokenVerifier({ ...rules, now });
    const token = await signToken({}, { ...signing, now });
    const first = await verifier.verify(token);
    expect(verifier.verify(token)).toBe(first);
    advance(60_000);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('token_expired');
  });

  it('shares claims that nobody can change', async () => {
    const claims = await createTokenVerifier(rules).verify(await signToken({}, signing));
    expect(Object.isFrozen(claims)).toBe(true);
  });

  it('does not remember a bad token', async () => {
    const verifier = createTokenVerifier(rules);
    const forged = forgeToken(await signToken({}, signing), { claims: { admin: 1 } });
    await expect(codeOf(verifier.verify(forged))).resolves.toBe('token_invalid');
    await expect(codeOf(verifier.verify(forged))).resolves.toBe('token_invalid');
  });
});
