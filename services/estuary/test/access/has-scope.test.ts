import { describe, expect, it } from 'vitest';
import { hasScope } from '../../src/access/has-scope.ts';

const exp = 1;

describe('hasScope', () => {
  it.each([
    [{ scope: 'items:read items:write' }],
    [{ scp: 'openid items:read' }],
    [{ scp: ['openid', 'items:read'] }],
    [{ permissions: ['items:read'] }],
    [{ scope: 'other', permissions: ['items:read'] }],
  ])('finds a scope in %j', (claims) => {
    expect(hasScope({ exp, ...claims }, 'items:read')).toBe(true);
  });

  it.each([
    [{}],
    [{ scope: 'items:reader' }],
    [{ scope: 'ITEMS:READ' }],
    [{ scope: ['items:read'] }],
    [{ scp: 'items' }],
    [{ permissions: 'items:read' }],
    [{ permissions: [['items:read']] }],
    [{ scope: null, scp: 7, permissions: {} }],
    [{ roles: ['items:read'] }],
  ])('finds none in %j', (claims) => {
    expect(hasScope({ exp, ...claims }, 'items:read')).toBe(false);
  });

  it('never finds the empty name between two blanks of a scope that has none', () => {
    expect(hasScope({ exp, scope: 'a b' }, '')).toBe(false);
  });
});
