import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeText } from '../../src/items/time-text.ts';

describe('the text of a time', () => {
  it('is that of Date, whichever days come one after the other', () => {
    const time = fc.integer({
      min: Date.UTC(0, 0, 1),
      max: Date.UTC(9999, 11, 31, 23, 59, 59, 999),
    });
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), (times) => {
        expect(times.map((ms) => timeText(ms))).toEqual(
          times.map((ms) => new Date(ms).toISOString()),
        );
      }),
    );
  });

  it('knows the ends of a day', () => {
    const midnight = Date.UTC(2026, 10, 29);
    expect(timeText(midnight)).toBe('2026-11-29T00:00:00.000Z');
    expect(timeText(midnight - 1)).toBe('2026-11-28T23:59:59.999Z');
  });
});
