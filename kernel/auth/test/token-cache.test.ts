import { describe, expect, it } from 'vitest';
import { createTokenCache } from '../src/token-cache.ts';
import { createTestClock } from './token-fixture.ts';

describe('createTokenCache', () => {
  const exp = Date.now() / 1000 + 60;

  it('holds at most so many, and drops the one unused for longest', () => {
    const cache = createTokenCache(2, createTestClock().now);
    cache.set('a', { exp });
    cache.set('b', { exp });
    cache.get('a');
    cache.set('c', { exp });
    expect(['a', 'b', 'c'].filter((token) => cache.get(token) !== undefined)).toEqual(['a', 'c']);
  });

  it('forgets what has expired', () => {
    const { now, advance } = createTestClock();
    const cache = createTokenCache(2, now);
    cache.set('a', { exp: now() / 1000 + 60 });
    advance(59_999);
    expect(cache.get('a')).toBeDefined();
    advance(1);
    expect(cache.get('a')).toBeUndefined();
  });

  it('holds nothing if its limit is 0', () => {
    const cache = createTokenCache(0, createTestClock().now);
    cache.set('a', { exp });
    expect(cache.get('a')).toBeUndefined();
  });
});
