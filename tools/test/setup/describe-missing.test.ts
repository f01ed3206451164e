import { describe, expect, it } from 'vitest';
import { describeMissing } from '../../setup/describe-missing.mjs';

const zod = { 'node_modules/zod': { version: '4.6.7' } };

describe('what is not installed', () => {
  it('is nothing when every package of the lockfile is there in its version', () => {
    expect(describeMissing({ '': {}, 'kernel/http': {}, ...zod }, zod)).toBeUndefined();
  });

  it('names a package that is missing', () => {
    expect(describeMissing(zod, {})).toBe('zod is missing');
  });

  it('names a package of our own that has no link yet', () => {
    expect(describeMissing({ 'node_modules/@aquifer/http': { link: true } }, {})).toBe(
      '@aquifer/http is missing',
    );
  });

  it('names the package inside another one, with both versions', () => {
    const wanted = { 'node_modules/a/node_modules/@b/c': { version: '2.0.0' } };
    const present = { 'node_modules/a/node_modules/@b/c': { version: '1.0.0' } };
    expect(describeMissing(wanted, present)).toBe('@b/c is 1.0.0, wanted 2.0.0');
  });

  it('forgives an optional package for another system, but not its wrong version', () => {
    const wanted = { 'node_modules/pg-mac': { version: '1.0.0', optional: true } };
    expect(describeMissing(wanted, {})).toBeUndefined();
    expect(describeMissing(wanted, { 'node_modules/pg-mac': { version: '0.9.0' } })).toBe(
      'pg-mac is 0.9.0, wanted 1.0.0',
    );
  });

  it('does not mind a package too many', () => {
    expect(describeMissing({}, zod)).toBeUndefined();
  });
});
