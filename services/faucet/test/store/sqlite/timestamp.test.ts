import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimestamp, writeTimestamp } from '../../../src/store/sqlite/timestamp.ts';

describe('readTimestamp', () => {
  it.each([
    ['2026-11-21T02:02:31.692Z', '2026-11-21T02:02:31.692Z'],
    ['2026-11-21 02:02:31.692350735 +0000 UTC', '2026-11-21T02:02:31.692Z'],
    ['2026-11-21 02:02:31.5 +0000 UTC m=+0.012', '2026-11-21T02:02:31.500Z'],
    ['2026-11-21 02:02:31 +0200 CEST', '2026-11-21T00:02:31.000Z'],
    ['2026-11-21 02:02:31', '2026-11-21T02:02:31.000Z'],
    ['2026-11-21T02:02:31+02:00', '2026-11-21T00:02:31.000Z'],
    ['2026-11-21T02:02:31.123456789-05:30', '2026-11-21T07:32:31.123Z'],
    ['yesterday', '1970-01-01T00:00:00.000Z'],
    ['', '1970-01-01T00:00:00.000Z'],
  ])('reads %j', (text, expected) => {
    expect(readTimestamp(text).toISOString()).toBe(expected);
  });

  it('reads back what was written', () => {
    const at = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(at, (date) => {
        expect(readTimestamp(writeTimestamp(date))).toEqual(date);
      }),
    );
  });
});
