import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDsnCipher, isSealed } from '../../src/store/dsn-cipher.ts';

const plain = createDsnCipher({}, 'salt');
const first = createDsnCipher({ current: 'the first long key' }, 'salt');
const second = createDsnCipher(
  { current: 'the second long key', previous: 'the first long key' },
  'salt',
);
const back = createDsnCipher({ previous: 'the first long key' }, 'salt');

describe('createDsnCipher', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (dsn, service) => {
        const stored = first.seal(service, dsn);
        expect(isSealed(stored)).toBe(true);
        expect(first.open(service, stored)).toBe(Buffer.from(dsn).toString());
      }),
    );
  });

  it('shows neither the text nor that two texts are the same', () => {
    const stored = first.seal('demo', 'postgres://u:secret@h/d');
    expect(stored).toMatch(/^aes256gcm:v1:[0-9a-f]{8}:[A-Za-z0-9_-]+$/);
    expect(Buffer.from(stored.split(':')[3] ?? '', 'base64url').toString()).not.toContain('secret');
    expect(first.seal('demo', 'postgres://u:secret@h/d')).not.toBe(stored);
  });

  it('stores clear text without a key and reads it with one', () => {
    expect(plain.seal('demo', 'x')).toBe('x');
    expect(first.open('demo', 'x')).toBe('x');
    expect(first.isCurrent('x')).toBe(false);
    expect(plain.isCurrent('x')).toBe(true);
  });

  it('does not open with another key, another salt or none', () => {
    const stored = first.seal('demo', 'x');
    const others = [
      plain,
      createDsnCipher({ current: 'another long key' }, 'salt'),
      createDsnCipher({ current: 'the first long key' }, 'pepper'),
    ];
    expect(others.map((cipher) => cipher.open('demo', stored))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not open the envelope of another service, nor a changed or cut one', () => {
    const stored = first.seal('demo', 'postgres://u:p@h/d');
    expect(first.open('other', stored)).toBeUndefined();
    expect(first.open('demo', stored.slice(0, 40))).toBeUndefined();
    expect(first.open('demo', stored.slice(0, 23))).toBeUndefined();
    const last = stored.at(-3) === 'A' ? 'B' : 'A';
    expect(first.open('demo', `${stored.slice(0, -3)}${last}${stored.slice(-2)}`)).toBeUndefined();
  });

  it('reads what the previous key sealed and seals with the current one', () => {
    const stored = first.seal('demo', 'x');
    expect(second.open('demo', stored)).toBe('x');
    expect(second.isCurrent(stored)).toBe(false);
    const renewed = second.seal('demo', 'x');
    expect(second.isCurrent(renewed)).toBe(true);
    expect(first.open('demo', renewed)).toBeUndefined();
  });

  it('leads back to clear text with a previous key alone', () => {
    const stored = first.seal('demo', 'x');
    expect(back.hasKey).toBe(true);
    expect(back.open('demo', stored)).toBe('x');
    expect(back.isCurrent(stored)).toBe(false);
    expect(back.seal('demo', 'x')).toBe('x');
  });
});
