import { createPublicKey, createSign, generateKeyPairSync } from 'node:crypto';
import { exportSPKI, importJWK, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createJwksVerifier, TokenError } from '../../src/index.ts';
import type { JwksEvent, JwksVerifier, JwksVerifierOptions } from '../../src/index.ts';
import { createTestClock, forgeToken } from '../token-fixture.ts';
import {
  createSigningKey,
  sendJson,
  signWith,
  startIdentityProvider,
} from './identity-provider.ts';
import type { IdentityProvider, SigningKey } from './identity-provider.ts';

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const HOUR_MS = 3_600_000;

let first: SigningKey;
let second: SigningKey;
let rsa: SigningKey;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  [first, second, rsa] = await Promise.all([
    createSigningKey('first'),
    createSigningKey('second'),
    createSigningKey('rsa', 'RS256'),
  ]);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startProvider(...keys: readonly SigningKey[]): Promise<IdentityProvider> {
  const provider = await startIdentityProvider();
  cleanups.push(() => provider.close());
  provider.publish(...keys.map(({ jwk }) => jwk));
  return provider;
}

function openVerifier(
  sources: JwksVerifierOptions['sources'],
  options: Partial<JwksVerifierOptions> = {},
): JwksVerifier & { readonly events: JwksEvent[] } {
  const events: JwksEvent[] = [];
  const observe = (event: JwksEvent): unknown => events.push(event);
  const verifier = createJwksVerifier({ sources, algorithms: ALGORITHMS, observe, ...options });
  cleanups.push(() => verifier.close());
  return { ...verifier, events };
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

/** Waits for a fetch in the background, which nobody awaits. */
async function untilFetched(
  verifier: { readonly events: JwksEvent[] },
  count: number,
): Promise<void> {
  const fetches = (): number =>
    verifier.events.filter(({ kind }) => kind === 'fetched' || kind === 'failed').length;
  await expect.poll(fetches).toBe(count);
}

describe('a token of a provider', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('is accepted when signed with %s', async (alg) => {
    const key = await createSigningKey('key', alg);
    const provider = await startProvider(first, key);
    const verifier = openVerifier([{ url: provider.url }]);
    await expect(verifier.verify(await signWith(key, { sub: 'u' }))).resolves.toMatchObject({
      sub: 'u',
    });
  });

  it('is accepted with a given document and no network at all', async () => {
    const verifier = openVerifier([{ document: { keys: [first.jwk] } }]);
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('accepted');
  });

  it('is remembered: the second time its claims are there at once', async () => {
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }]);
    const token = await signWith(first);
    const claims = await verifier.verify(token);
    expect(verifier.verify(token)).toBe(claims);
    expect(provider.requests).toHaveLength(1);
  });

  it('makes one fetch, however many come at once', async () => {
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }]);
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signWith(first, { sub: String(index) })),
    );
    await Promise.all(tokens.map(async (token) => verifier.verify(token)));
    expect(provider.requests).toHaveLength(1);
  });

  it('is expired when its time is over, and was good before', async () => {
    const { now, advance } = createTestClock();
    const verifier = openVerifier([{ document: { keys: [first.jwk] } }], { now });
    const token = await signWith(first, {}, now());
    await expect(codeOf(verifier.verify(token))).resolves.toBe('accepted');
    advance(60_000);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('token_expired');
  });
});

describe('a forged token', () => {
  async function verdict(token: string, keys: readonly object[] = [first.jwk, rsa.jwk]) {
    return codeOf(openVerifier([{ document: { keys } }]).verify(token));
  }

  it('with another signature, other claims or no signature is refused', async () => {
    const token = await signWith(first);
    const foreign = await createSigningKey('first');
    await expect(verdict(await signWith(foreign))).resolves.toBe('token_invalid');
    await expect(verdict(forgeToken(token, { claims: { sub: 'admin' } }))).resolves.toBe(
      'token_invalid',
    );
    for (const signature of ['', 'AA']) {
      const none = forgeToken(token, { header: { alg: 'none' }, signature });
      await expect(verdict(none)).resolves.toBe('token_invalid');
    }
  });

  it('with the public key as an HMAC secret is refused (RS256 taken for HS256)', async () => {
    const publicKey = await importJWK(rsa.jwk, 'RS256', { extractable: true });
    const spki = await exportSPKI(publicKey as CryptoKey);
    const der = createPublicKey(spki).export({ type: 'spki', format: 'der' });
    for (const secret of [new TextEncoder().encode(spki), new Uint8Array(der)]) {
      const token = await new SignJWT({ exp: Date.now() / 1000 + 60 })
        .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
        .sign(secret);
      await expect(verdict(token)).resolves.toBe('token_invalid');
    }
  });

  it('is refused with an oct key in the set, and with a key or address in its own header', async () => {
    const secret = Buffer.alloc(32, 7);
    const oct = { kty: 'oct', kid: 'first', k: secret.toString('base64url'), alg: 'HS256' };
    const hmac = await new SignJWT({ exp: Date.now() / 1000 + 60 })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .sign(secret);
    await expect(verdict(hmac, [oct])).resolves.toBe('token_invalid');

    const own = await createSigningKey('unknown');
    const provider = await startProvider(own);
    const embedded = await new SignJWT({ exp: Date.now() / 1000 + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'unknown', jwk: own.jwk, jku: provider.url })
      .sign(own.privateKey);
    await expect(verdict(embedded)).resolves.toBe('token_invalid');
    expect(provider.requests).toEqual([]);
  });

  it('is refused without a key name, with an algorithm off the list, or of the wrong key type', async () => {
    const claims = { exp: Date.now() / 1000 + 60 };
    const nameless = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256' })
      .sign(first.privateKey);
    await expect(verdict(nameless)).resolves.toBe('token_invalid');
    const es384 = await createSigningKey('first', 'ES384');
    await expect(verdict(await signWith(es384), [es384.jwk])).resolves.toBe('token_invalid');
    const token = await signWith(first);
    await expect(verdict(forgeToken(token, { header: { alg: 'RS256' } }))).resolves.toBe(
      'token_invalid',
    );
  });

  it.each([
    ['use', { use: 'enc' }],
    ['key_ops', { key_ops: ['encrypt'] }],
    ['alg', { alg: 'ES384' }],
    ['kty', { kty: 'OKP' }],
  ])('is refused when the key is for something else by its %s', async (_, change) => {
    await expect(verdict(await signWith(first), [{ ...first.jwk, ...change }])).resolves.toBe(
      'token_invalid',
    );
  });

  it('is refused when its RSA key has less than 2048 bits, which does not spoil a good one of that name', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2047 });
    const unsigned = forgeToken('e30.e30.', {
      header: { alg: 'RS256', kid: 'weak' },
      claims: { exp: Date.now() / 1000 + 60 },
    }).slice(0, -1);
    const signature = createSign('sha256').update(unsigned).sign(privateKey, 'base64url');
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'weak' };
    const damaged = { ...jwk, n: undefined };
    const keys = [damaged, jwk, { ...rsa.jwk, kid: 'weak' }];
    await expect(verdict(`${unsigned}.${signature}`, keys)).resolves.toBe('token_invalid');
    await expect(verdict(await signWith({ ...rsa, kid: 'weak' }), keys)).resolves.toBe('accepted');
  });
});

describe('rotation', () => {
  it('is noticed by the first token with the new key', async () => {
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }]);
    await verifier.verify(await signWith(first));
    provider.publish(first.jwk, second.jwk);
    await expect(codeOf(verifier.verify(await signWith(second)))).resolves.toBe('accepted');
    expect(provider.requests).toHaveLength(2);
  });

  it('ends what was signed with a key that is gone, even if it was remembered', async () => {
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }]);
    const token = await signWith(first);
    await verifier.verify(token);
    provider.publish(second.jwk);
    await verifier.verify(await signWith(second));
    await expect(codeOf(verifier.verify(token))).resolves.toBe('token_invalid');
  });

  it('ends what was being checked while its key went', async () => {
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }]);
    await verifier.preload();
    const tokens = await Promise.all(
      Array.from({ length: 300 }, (_, index) => signWith(first, { sub: String(index) })),
    );
    let checks: Promise<string>[] = [];
    provider.answer((_, response) => {
      sendJson(response, { keys: [second.jwk] });
      checks = tokens.map(async (token) => codeOf(verifier.verify(token)));
    });
    await expect(codeOf(verifier.verify(await signWith(second)))).resolves.toBe('accepted');
    await Promise.all(checks);
    for (const token of tokens) {
      await expect(codeOf(verifier.verify(token))).resolves.toBe('token_invalid');
    }
  });

  it('is noticed in time while only remembered tokens come', async () => {
    const { now, advance } = createTestClock();
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }], { now });
    const token = await signWith(first, { exp: now() / 1000 + 10 * 3600 });
    await verifier.verify(token);
    provider.publish(second.jwk);
    advance(HOUR_MS + 1);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('accepted');
    await untilFetched(verifier, 2);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('token_invalid');
  });

  it('cannot be abused to flood the provider with made-up keys', async () => {
    const { now, advance } = createTestClock();
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }], { now });
    const stranger = async (kid: string): Promise<string> =>
      codeOf(verifier.verify(await signWith({ ...second, kid }, {}, now())));
    await verifier.verify(await signWith(first, {}, now()));
    for (let count = 0; count < 10; count += 1) {
      await expect(stranger(`made-up-${count}`)).resolves.toBe('token_invalid');
    }
    expect(provider.requests).toHaveLength(2);
    advance(5000);
    await stranger('one more');
    expect(provider.requests).toHaveLength(3);
  });
});

describe('an outage of the provider', () => {
  it('before the first fetch makes tokens uncheckable, and ends by itself', async () => {
    const { now, advance } = createTestClock();
    const provider = await startProvider(first);
    provider.answer((_, response) => {
      response.statusCode = 500;
      response.end();
    });
    const verifier = openVerifier([{ url: provider.url }], { now });
    const token = await signWith(first, {}, now());
    await expect(codeOf(verifier.verify(token))).resolves.toBe('keys_unavailable');
    provider.answer(undefined);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('keys_unavailable');
    expect(provider.requests).toHaveLength(1);
    advance(5000);
    await expect(codeOf(verifier.verify(token))).resolves.toBe('accepted');
  });

  it('does not matter for tokens that no key could make good', async () => {
    const verifier = openVerifier([{ url: 'http://127.0.0.1:9/jwks.json' }]);
    const token = forgeToken(await signWith(first), { header: { alg: 'HS256' } });
    await expect(codeOf(verifier.verify(token))).resolves.toBe('token_invalid');
  });

  it('is bridged with the keys that are known, for a day', async () => {
    const { now, advance } = createTestClock();
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: provider.url }], { now });
    await verifier.preload();
    await provider.close();

    advance(23 * HOUR_MS);
    await expect(codeOf(verifier.verify(await signWith(first, {}, now())))).resolves.toBe(
      'accepted',
    );
    await untilFetched(verifier, 2);
    expect(verifier.events.map(({ kind }) => kind)).toEqual(['fetched', 'stale', 'failed']);

    advance(HOUR_MS + 1);
    await expect(codeOf(verifier.verify(await signWith(first, {}, now())))).resolves.toBe(
      'keys_unavailable',
    );
  });

  it('of one provider does not disturb the tokens of another', async () => {
    const provider = await startProvider(second);
    const hanging = await startProvider();
    hanging.answer(() => undefined);
    const verifier = openVerifier([{ url: hanging.url }, { url: provider.url }], {
      timeoutMs: 100,
    });
    await verifier.preload();
    await expect(codeOf(verifier.verify(await signWith(second)))).resolves.toBe('accepted');
  });

  it('that hangs does not delay the tokens of another, not even the first of them', async () => {
    const hanging = await startProvider();
    hanging.answer(() => undefined);
    const provider = await startProvider(first);
    const verifier = openVerifier([{ url: hanging.url }, { url: provider.url }]);
    const begun = performance.now();
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('accepted');
    provider.publish(first.jwk, second.jwk);
    await expect(codeOf(verifier.verify(await signWith(second)))).resolves.toBe('accepted');
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('never stops the start: preload reports failures only as events', async () => {
    const verifier = openVerifier([{ url: 'http://127.0.0.1:9/jwks.json' }]);
    await expect(verifier.preload()).resolves.toBeUndefined();
    expect(verifier.events[0]).toMatchObject({ kind: 'failed', error: expect.any(Error) });
  });
});

describe('a provider that answers with nonsense', () => {
  it.each<[string, (provider: IdentityProvider) => void]>([
    ['text', (provider) => provider.answer((_, response) => response.end('<html>'))],
    [
      'a document without keys',
      (provider) => provider.answer((_, response) => sendJson(response, {})),
    ],
    [
      'keys that are no list',
      (provider) => provider.answer((_, response) => sendJson(response, { keys: {} })),
    ],
    [
      'more than a mebibyte',
      (provider) =>
        provider.answer((_, response) => sendJson(response, { keys: ['x'.repeat(1_100_000)] })),
    ],
    [
      'a redirect to itself',
      (provider) =>
        provider.answer((_, response) => void response.writeHead(302, { location: '/' }).end()),
    ],
    [
      'a redirect out of the web',
      (provider) =>
        provider.answer(
          (_, response) => void response.writeHead(302, { location: 'data:,{}' }).end(),
        ),
    ],
    ['nothing, for ever', (provider) => provider.answer(() => undefined)],
  ])('(%s) counts as down', async (_, spoil) => {
    const provider = await startProvider(first);
    spoil(provider);
    const verifier = openVerifier([{ url: provider.url }], { timeoutMs: 200 });
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('keys_unavailable');
  });

  it('may redirect, and may publish keys nobody understands', async () => {
    const provider = await startProvider();
    provider.answer((request, response) => {
      if (request.url === '/jwks.json') response.writeHead(307, { location: '/moved' }).end();
      else sendJson(response, { keys: [null, 7, {}, { kty: 'X', kid: 'x' }, first.jwk] });
    });
    const verifier = openVerifier([{ url: provider.url }]);
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('accepted');
  });

  it('may have two keys of one name; each is tried', async () => {
    const twin = { ...second, kid: 'first' };
    const verifier = openVerifier([
      { document: { keys: [first.jwk, { ...second.jwk, kid: 'first' }] } },
    ]);
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('accepted');
    await expect(codeOf(verifier.verify(await signWith(twin)))).resolves.toBe('accepted');
    const foreign = await createSigningKey('first');
    await expect(codeOf(verifier.verify(await signWith(foreign)))).resolves.toBe('token_invalid');
  });
});

describe('several providers', () => {
  it('are searched in order, also when both use one name for their keys', async () => {
    const a = await startProvider(first);
    const b = await startIdentityProvider();
    cleanups.push(() => b.close());
    b.publish({ ...second.jwk, kid: 'first' });
    const verifier = openVerifier([{ url: a.url }, { url: b.url }]);
    await verifier.preload();
    await expect(codeOf(verifier.verify(await signWith(first)))).resolves.toBe('accepted');
    const twin = { ...second, kid: 'first' };
    await expect(codeOf(verifier.verify(await signWith(twin)))).resolves.toBe('accepted');
  });

  it('cannot sign in the name of each other', async () => {
    const verifier = openVerifier([
      { document: { keys: [first.jwk] }, issuers: ['https://a'] },
      { document: { keys: [second.jwk] }, issuers: ['https://b'] },
    ]);
    const verdict = async (key: SigningKey, iss: string): Promise<string> =>
      codeOf(verifier.verify(await signWith(key, { iss })));
    await expect(verdict(first, 'https://a')).resolves.toBe('accepted');
    await expect(verdict(second, 'https://b')).resolves.toBe('accepted');
    await expect(verdict(first, 'https://b')).resolves.toBe('token_invalid');
  });
});

describe('createJwksVerifier', () => {
  const document = { keys: [] };

  it.each<[string, JwksVerifierOptions]>([
    ['no source', { sources: [], algorithms: ['ES256'] }],
    ['no algorithm', { sources: [{ document }], algorithms: [] }],
    ['HMAC', { sources: [{ document }], algorithms: ['ES256', 'HS256'] }],
    ['none', { sources: [{ document }], algorithms: ['none'] }],
    [
      'an address that is no web address',
      { sources: [{ url: 'file:///etc' }], algorithms: ['ES256'] },
    ],
    ['an address that is none', { sources: [{ url: 'jwks' }], algorithms: ['ES256'] }],
    ['a document that is no key set', { sources: [{ document: {} }], algorithms: ['ES256'] }],
    ['an empty list of issuers', { sources: [{ document, issuers: [] }], algorithms: ['ES256'] }],
  ])('refuses %s', (_, options) => {
    expect(() => createJwksVerifier(options)).toThrow();
  });
});
