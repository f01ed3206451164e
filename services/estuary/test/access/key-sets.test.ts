import { createPublicKey } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { sendDocument, startProvider } from '../support/identity-provider.ts';
import { compact, createSigningKey, signWith, signWithSecret } from '../support/sign-token.ts';
import { ALGORITHMS, startAuthenticator } from '../support/start-authenticator.ts';

const HOUR_MS = 3_600_000;
const first = createSigningKey('first');
const second = createSigningKey('second');
const rsa = createSigningKey('rsa', 'RS256');

describe('a token of a provider', () => {
  it.each(ALGORITHMS)('signed with %s is accepted, and the second time at once', async (alg) => {
    const key = createSigningKey('key', alg);
    const provider = await startProvider(first, key);
    const { authenticate } = startAuthenticator([provider.url]);
    const header = `Bearer ${signWith(key)}`;
    const caller = await authenticate(header);
    expect(caller.subject).toBe('ada');
    expect(authenticate(header)).toEqual(caller);
    expect(provider.requests()).toBe(1);
  });

  it('is refused when its algorithm is not among those an operator allows', async () => {
    const provider = await startProvider(first, rsa);
    const jwks = { urls: [provider.url], cacheSeconds: 3600, algorithms: ['RS256'] };
    const { verdict } = startAuthenticator([], { jwks });
    await expect(verdict(signWith(rsa))).resolves.toBe('accepted');
    await expect(verdict(signWith(first))).resolves.toBe('invalid');
  });

  it.each<[string, () => string]>([
    ['no signature', () => compact({ alg: 'none', kid: 'rsa' }, { exp: 9e9 }, () => Buffer.of())],
    ['alg none', () => signWith(rsa, {}, { alg: 'none' })],
    ['alg in small letters', () => signWith(rsa, {}, { alg: 'rs256' })],
    ['the algorithm of another kind of key', () => signWith(rsa, {}, { alg: 'ES256' })],
    ['another algorithm of its kind of key', () => signWith({ ...rsa, alg: 'PS256' })],
    ['no kid', () => signWith(rsa, {}, { kid: undefined })],
    ['a kid that is no text', () => signWith(rsa, {}, { kid: 7 })],
    ['the kid of another key', () => signWith(rsa, {}, { kid: 'first' })],
    ['a critical extension', () => signWith(rsa, {}, { crit: ['b64'], b64: true })],
    ['a key of its own', () => signWith({ ...second, kid: 'rsa' }, {}, { jwk: second.jwk })],
    ['other claims', () => signWith(rsa).replace(/\.[^.]+\./, `.${claims({ sub: 'root' })}.`)],
  ])('with %s is refused', async (_what, make) => {
    const provider = await startProvider(rsa, first);
    const { verdict } = startAuthenticator([provider.url]);
    await expect(verdict(make())).resolves.toBe('invalid');
  });

  it('signed by HMAC with the public key is refused, with and without a secret of ours', async () => {
    const provider = await startProvider(rsa);
    const publicKey = createPublicKey(rsa.privateKey);
    const forgeries = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      Buffer.from(String(rsa.jwk['n']), 'base64url'),
    ].map((key) => signWithSecret(key, {}, { kid: 'rsa' }));
    for (const options of [{}, { secrets: ['our secret'] }]) {
      const { verdict } = startAuthenticator([provider.url], options);
      for (const forgery of forgeries) await expect(verdict(forgery)).resolves.toBe('invalid');
    }
  });

  it('has a shared secret beside it, and neither takes the tokens of the other', async () => {
    const provider = await startProvider(rsa);
    const { verdict, lookups } = startAuthenticator([provider.url], { secrets: ['our secret'] });
    await expect(verdict(signWithSecret('our secret'))).resolves.toBe('accepted');
    expect(lookups).toEqual([]);
    await expect(verdict(signWith(rsa))).resolves.toBe('accepted');
    await expect(verdict(signWith({ ...rsa, alg: 'HS256' }))).resolves.toBe('invalid');
  });
});

const claims = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('rotation', () => {
  it('is noticed by the first token of the new key, and ends what the old one signed', async () => {
    const provider = await startProvider(first);
    const { verdict } = startAuthenticator([provider.url]);
    const old = signWith(first);
    await expect(verdict(old)).resolves.toBe('accepted');
    provider.publish(second);
    await expect(verdict(signWith(second))).resolves.toBe('accepted');
    await expect(verdict(old)).resolves.toBe('invalid');
  });

  it('does not let made-up kids flood a provider', async () => {
    const providers = [await startProvider(first), await startProvider(second)];
    const { verdict } = startAuthenticator(providers.map(({ url }) => url));
    await expect(verdict(signWith(first))).resolves.toBe('accepted');
    const flood = Array.from({ length: 200 }, (_, count) => signWith(rsa, {}, { kid: `${count}` }));
    const verdicts = await Promise.all(flood.map((token) => verdict(token)));
    expect(new Set(verdicts)).toEqual(new Set(['invalid']));
    for (const provider of providers) expect(provider.requests()).toBeLessThanOrEqual(2);
  });
});

describe('an outage', () => {
  it('before any key was had makes tokens uncheckable, but for those of the secret', async () => {
    const down = await startProvider(first);
    await down.stop();
    const { verdict, failures, lookups, lines } = startAuthenticator(
      [`${down.url.replace('//', '//user:hunter2@')}?key=hunter2`, `${down.url}/other`],
      { secrets: ['our secret'] },
    );
    await expect(verdict(signWith(first))).resolves.toBe('unavailable');
    await expect(verdict(signWithSecret('our secret'))).resolves.toBe('accepted');
    await expect(verdict('nonsense')).resolves.toBe('invalid');
    expect(failures).toEqual(['unavailable', 'invalid']);
    expect(lookups).toContain('miss');
    expect(lookups).toContain('error');
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([
      { url: down.url, reason: expect.stringContaining('ECONNREFUSED') },
      { url: `${down.url}/other`, reason: expect.stringContaining('ECONNREFUSED') },
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('is bridged for a day with the keys that are known, and told once', async () => {
    let now = Date.now();
    const provider = await startProvider(first);
    const { start, verdict, lookups, lines } = startAuthenticator([provider.url], {
      now: () => now,
    });
    const token = (): string => signWith(first, { exp: now / 1000 + 10 });
    await start();
    await provider.stop();
    for (let hour = 1; hour < 24; hour += 1) {
      now += HOUR_MS;
      await expect(verdict(token())).resolves.toBe('accepted');
      await expect.poll(() => lookups.filter((result) => result === 'error').length).toBe(hour - 1);
    }
    now += HOUR_MS + 1;
    await expect(verdict(token())).resolves.toBe('unavailable');
    await provider.resume();
    now += 5000;
    await expect(verdict(token())).resolves.toBe('accepted');
    expect(lines.filter(({ level }) => level !== 'debug')).toMatchObject([
      { level: 'warn', msg: 'key set cannot be fetched' },
      { level: 'info', msg: 'key set can be fetched again' },
    ]);
  });

  it('of one provider does not disturb the tokens of another', async () => {
    const provider = await startProvider(first);
    const hanging = await startProvider();
    hanging.answer(() => undefined);
    const { verdict } = startAuthenticator([hanging.url, 'http://127.0.0.1:9/', provider.url]);
    await expect(verdict(signWith(first))).resolves.toBe('accepted');
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => unknown]>([
    ['is reset', ({ socket }) => socket.resetAndDestroy()],
    ['is closed', ({ socket }) => socket.destroy()],
    [
      'breaks in the middle',
      ({ socket }, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"keys":[', () => socket.resetAndDestroy());
      },
    ],
  ])('is no connection that %s, for it is asked once more at once', async (_what, breaks) => {
    const provider = await startProvider(first);
    let broken = 0;
    provider.answer((request, response) => {
      if (broken === 1) return sendDocument(response, { keys: [first.jwk] });
      broken += 1;
      breaks(request, response);
    });
    const { verdict, lookups, lines } = startAuthenticator([provider.url]);
    await expect(verdict(signWith(first))).resolves.toBe('accepted');
    expect(provider.requests()).toBe(2);
    expect(lookups).not.toContain('error');
    expect(lines).toEqual([]);
  });

  it('is a connection that breaks twice', async () => {
    const provider = await startProvider(first);
    provider.answer(({ socket }) => void socket.resetAndDestroy());
    const { verdict, lookups } = startAuthenticator([provider.url]);
    await expect(verdict(signWith(first))).resolves.toBe('unavailable');
    expect(provider.requests()).toBe(2);
    expect(lookups).toContain('error');
  });

  it('never stops the start', async () => {
    const { start } = startAuthenticator(['http://127.0.0.1:9/']);
    await expect(start()).resolves.toBeUndefined();
  });

  it.each<[string, object | string]>([
    ['more than a mebibyte', { keys: [first.jwk], filler: 'x'.repeat(1024 * 1024) }],
    ['no list of keys', { keys: first.jwk }],
    ['text', '<html>'],
  ])('is also an answer of %s', async (_what, document) => {
    const provider = await startProvider();
    provider.answer((_, response) => {
      if (typeof document === 'string') response.end(document);
      else sendDocument(response, document);
    });
    const { verdict } = startAuthenticator([provider.url]);
    await expect(verdict(signWith(first))).resolves.toBe('unavailable');
  });
});

describe('two providers', () => {
  it('are searched in order, also when both name a key alike', async () => {
    const twin = { ...second, kid: 'first', jwk: { ...second.jwk, kid: 'first' } };
    const [a, b] = [await startProvider(first), await startProvider(twin)];
    const { verdict } = startAuthenticator([a.url, b.url]);
    await expect(verdict(signWith(first))).resolves.toBe('accepted');
    await expect(verdict(signWith(twin))).resolves.toBe('accepted');
  });
});

describe('the cache of a key set', () => {
  it('is filled at the start, then hit, and stale while it is renewed', async () => {
    let now = Date.now();
    const provider = await startProvider(first);
    const jwks = { urls: [provider.url], cacheSeconds: 86_400, algorithms: ALGORITHMS };
    const { start, verdict, lookups } = startAuthenticator([], { jwks, now: () => now });
    await start();
    await verdict(signWith(first, { exp: 9e9 }));
    await verdict(signWith(first, { exp: 9e9 }));
    expect(lookups).toEqual(['hit', 'hit']);
    expect(provider.requests()).toBe(1);
    // Cached for a day, it is renewed before it would have to be given up.
    now += 23.5 * HOUR_MS;
    await expect(verdict(signWith(first, { exp: 9e9 }))).resolves.toBe('accepted');
    expect(lookups.at(-1)).toBe('stale');
    await expect.poll(() => provider.requests()).toBe(2);
  });

  it('is left alone once closed', async () => {
    const hanging = await startProvider();
    hanging.answer(() => undefined);
    const { start, close, lookups, lines } = startAuthenticator([hanging.url]);
    const started = start();
    await expect.poll(() => hanging.requests()).toBe(1);
    close();
    await started;
    expect([...lookups, ...lines]).toEqual([]);
  });
});
