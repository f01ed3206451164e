import { describe, expect, it } from 'vitest';
import { callerOf } from '../../src/access/caller.ts';
import { subjectKey } from '../../src/limits/client-key.ts';

const keyOf = (claims: object): string | undefined =>
  subjectKey(callerOf(claims as Parameters<typeof callerOf>[0]));

describe('the key of a subject', () => {
  it('is another one for each subject of each issuer, and for who has none there is none', () => {
    const keys = [
      { sub: 'ada' },
      { sub: 'bob' },
      { sub: 'ada', iss: 'a' },
      { sub: 'ada', iss: 'b' },
      { sub: '["a","ada"]' },
      { sub: '' },
    ].map(keyOf);
    expect(keys).not.toContain(undefined);
    expect(keyOf({ sub: 'ada', exp: 1 })).toBe(keys[0]);
    expect(keyOf({})).toBeUndefined();
    expect(keyOf({ sub: 7 })).toBeUndefined();
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is never an address, and short however long the subject is', () => {
    expect(keyOf({ sub: '203.0.113.1' })).not.toBe('203.0.113.1');
    const [one, other] = ['a', 'b'].map((end) => keyOf({ sub: 'x'.repeat(10_000) + end }));
    expect(one).not.toBe(other);
    expect(one?.length).toBeLessThan(64);
  });
});
