import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderTimestamp,
  storeTimestamp,
  timestampStyleOf,
} from '../../../src/connectors/sqlite/timestamps.ts';

const instant = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T23:59:59Z'),
  noInvalidDate: true,
});
const offsetMinutes = fc.integer({ min: -14 * 60, max: 14 * 60 });

const two = (number: number): string => String(number).padStart(2, '0');

/** The instant as RFC 3339 at an offset. */
const at = (date: Date, minutes: number): string => {
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

describe('points in time', () => {
  it('are the same instant after being stored and rendered, in every style', () => {
    const property = fc.property(
      instant,
      offsetMinutes,
      fc.constantFrom('sqlite', 'iso', 'date'),
      (date, minutes, style) => {
        const rendered = renderTimestamp(storeTimestamp(at(date, minutes), style));
        expect(Date.parse(rendered)).toBe(date.getTime());
      },
    );
    fc.assert(property);
  });

  it('of one style sort as text as they do in time', () => {
    const property = fc.property(instant, instant, offsetMinutes, (left, right, minutes) => {
      for (const style of ['sqlite', 'iso'] as const) {
        const texts = [left, right].map((date) => storeTimestamp(at(date, minutes), style));
        const [first = '', second = ''] = texts;
        expect(first < second).toBe(left.getTime() < right.getTime());
      }
    });
    fc.assert(property);
  });

  it('are recognised by the style of their table', () => {
    expect(timestampStyleOf('2024-02-11T08:00:00Z')).toBe('iso');
    expect(timestampStyleOf('2024-02-11 08:00:00')).toBe('sqlite');
  });

  it.each(['', 'yesterday', '2024-2-1', '08:00', '2024-02-11 8:00', "2024-02-11'; --"])(
    'leave %j as it is',
    (text) => {
      expect(renderTimestamp(text)).toBe(text);
      expect(storeTimestamp(text, 'sqlite')).toBe(text);
    },
  );
});
