import { describe, expect, it } from 'vitest';
import { hasLongPattern } from '../../../src/connectors/sqlite/lanes/has-long-pattern.ts';

const like = 'SELECT * FROM t WHERE id = ? AND note LIKE ?';

describe('hasLongPattern', () => {
  it('sees a pattern that one large cell would make slow, whatever stands before it', () => {
    expect(hasLongPattern({ sql: like, params: [1, `%${'a'.repeat(100)}%`] })).toBe(true);
  });

  it('lets short patterns, and long texts that are only compared, be', () => {
    expect(hasLongPattern({ sql: like, params: [1, '%Oslo%'] })).toBe(false);
    const equal = 'SELECT * FROM t WHERE note = ?';
    expect(hasLongPattern({ sql: equal, params: ['a'.repeat(100)] })).toBe(false);
  });
});
