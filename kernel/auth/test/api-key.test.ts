import { describe, expect, it } from 'vitest';
import { createApiKey, equalHashes, hashApiKey } from '../src/index.ts';

describe('API keys', () => {
  it('are the prefix and 256 random bits in hex', () => {
    const [first, second] = [createApiKey('demo_'), createApiKey('demo_')];
    expect(first.raw).toMatch(/^demo_[0-9a-f]{64}$/);
    expect(second.raw).not.toBe(first.raw);
  });

  it('are recognised by people by the prefix and eight digits', () => {
    const { raw, displayPrefix } = createApiKey('demo_');
    expect(displayPrefix).toBe(raw.slice(0, 13));
  });

  it('are stored as SHA-256 in hex', () => {
    const { raw, hash } = createApiKey('demo_');
    expect(hash).toBe(hashApiKey(raw));
    // FIPS 180-2, appendix B.1.
    expect(hashApiKey('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('are equal only as a whole', () => {
    const hash = hashApiKey('abc');
    expect(equalHashes(hash, hashApiKey('abc'))).toBe(true);
    expect(equalHashes(hash, hashApiKey('abd'))).toBe(false);
    expect(equalHashes(hash, hash.slice(0, -1))).toBe(false);
    expect(equalHashes(hash, '')).toBe(false);
  });
});
