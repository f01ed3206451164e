import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactUrl, redactValue } from '../../src/configuration/redact.ts';

describe('redactValue', () => {
  it.each([
    ['JWT_SECRET', 'abcdefghijkl', 'ab...kl'],
    ['jwt_secret_previous', 'abcdefghijklmnop', 'ab...op'],
    ['METRICS_TOKEN', 'abcdefghijk', '***'],
    ['CONVEX_DEPLOY_KEY', 'abc', '***'],
    ['DB_PASSWORD', '', '***'],
    ['API_TOKEN', '😀😀🎉🎉🎉🎉🎉🎉🎉🎉😀😀', '😀😀...😀😀'],
    ['PORT', '3000', '3000'],
    ['AUTH_ISSUER', 'https://auth.example.com/', 'https://auth.example.com/'],
    ['DATABASE_URL', 'postgres://app:hunter2@db:5432/estuary', 'postgres://db:5432/estuary'],
    ['DATABASE_URL', 'postgres://app:p@ss@db/x', 'postgres://db/x'],
    ['DATABASE_URL', 'file:./data/estuary.db', 'file:./data/estuary.db'],
    ['AUTH_JWKS_URLS', 'https://u:p@a/k?x=1, https://b/k#f', 'https://a/k, https://b/k'],
    ['AUTH_ISSUER', 'https://a/b?mail=x@y', 'https://***'],
    ['SECURITY_CSP', "default-src 'self' data:", "default-src 'self' data:"],
  ])('prints %s=%s as %s', (name, value, printed) => {
    expect(redactValue(name, value)).toBe(printed);
  });

  it('shows at most four letters of a secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 5, unit: 'grapheme' }), (secret) => {
        const shown = redactValue('SOME_SECRET', secret).replace(/^\*\*\*$|\.\.\./g, '');
        expect([...shown].length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('redactUrl', () => {
  it('shows neither password nor query, whatever stands in them', () => {
    const secret = fc.string({ unit: 'binary' }).map((text) => `<${text}>`);
    fc.assert(
      fc.property(secret, secret, (password, query) => {
        const shown = redactUrl(`postgres://user:${password}@host:5432/db?${query}`);
        expect(shown).not.toMatch(/[<>]/);
      }),
    );
  });

  it('leaves an address without secrets as it is', () => {
    const plain = fc.webUrl().filter((url) => !url.includes('@'));
    fc.assert(
      fc.property(plain, (url) => {
        expect(redactUrl(url)).toBe(url);
      }),
    );
  });
});
