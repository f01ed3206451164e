import { hashApiKey } from '@aquifer/auth';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createToken, parseToken } from '../../src/access/token.ts';

const secret = 'a'.repeat(64);
const namespaces = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 128 })
  .filter((text) => text.isWellFormed());

const kindOf = (text: string): string => parseToken(text).kind;

describe('a token', () => {
  it('names its namespace, whatever that is called', () => {
    fc.assert(
      fc.property(namespaces, (namespace) => {
        expect(parseToken(createToken(namespace))).toEqual({ kind: 'token', namespace });
      }),
    );
  });

  it.each([
    ['default', 'ZGVmYXVsdA'],
    ['tenant-a', 'dGVuYW50LWE'],
    ['my-app', 'bXktYXBw'],
    ['ab?', 'YWI_'],
    ['\uFEFFa', '77u_YQ'],
  ])('of %j begins with ns_%s_', (namespace, encoded) => {
    expect(createToken(namespace)).toMatch(new RegExp(`^ns_${encoded}_[0-9a-f]{64}$`));
    expect(parseToken(`ns_${encoded}_${secret}`)).toEqual({ kind: 'token', namespace });
    expect(parseToken(`ns_${encoded}_${secret.toUpperCase()}`)).toMatchObject({ namespace });
  });

  it('has another secret each time', () => {
    const tokens = Array.from({ length: 100 }, () => createToken('default'));
    expect(new Set(tokens).size).toBe(100);
  });

  it('is stored as SHA-256 of the whole (vector of contract §3.1)', () => {
    expect(hashApiKey(`ns_ZGVmYXVsdA_${'0'.repeat(64)}`)).toBe(
      '6fefedfc989ca8bea8ce1b63672607c06fbd0d8b3c0667164cf4f5a02911fb52',
    );
  });

  it.each([
    '',
    'ns_',
    'nope',
    'your-secure-token',
    `NS_ZGVmYXVsdA_${secret}`,
    `ns_${secret}`,
    `ns__${secret}`,
    `ns_ZGVmYXVsdA_`,
    `ns_ZGVmYXVsdA_${'0'.repeat(16)}`,
    `ns_ZGVmYXVsdA_${'0'.repeat(63)}`,
    `ns_ZGVmYXVsdA_${'0'.repeat(65)}`,
    `ns_ZGVmYXVsdA_${'g'.repeat(64)}`,
    `ns_ZGVmYXVsdA_${secret} `,
    `ns_ZGVmYXVsdA_${secret}\n`,
    ` ns_ZGVmYXVsdA_${secret}`,
    // What Node's decoder would pass over: padding, the other alphabet, spaces, anything.
    `ns_ZGVmYXVsdA==_${secret}`,
    `ns_YWI/_${secret}`,
    `ns_YW I_${secret}`,
    `ns_YWI!_${secret}`,
    `ns_YWI\n_${secret}`,
    // A lone character of base64url is not even a byte; 0xff is not UTF-8.
    `ns_Z_${secret}`,
    `ns_YWJjZ_${secret}`,
    `ns__w_${secret}`,
    `ns_7aCA_${secret}`,
  ])('is not %j', (text) => expect(kindOf(text)).toBe('malformed'));

  it('is never what has a character added or taken away in its secret', () => {
    fc.assert(
      fc.property(fc.nat(63), fc.constantFrom('', '0_', 'x', 'é'), (at, replacement) => {
        const [head, tail] = [secret.slice(0, at), secret.slice(at + 1)];
        expect(kindOf(`ns_ZGVmYXVsdA_${head}${replacement}${tail}`)).toBe('malformed');
      }),
    );
  });

  it('parses any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['token', 'malformed']).toContain(kindOf(text));
        expect(['token', 'malformed']).toContain(kindOf(`ns_${text}_${secret}`));
      }),
    );
  });
});
