import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant, parseTimeOfDay } from '../../../src/connectors/sql/instant.ts';

describe('A point in time', () => {
  it.each([
    ['2024-02-11T08:00:00Z', '2024-02-11', '08:00:00', ''],
    ['2024-02-11 08:00:00.123456789', '2024-02-11', '08:00:00', '123456789'],
    ['2024-02-11T08:00:00+05:30', '2024-02-11', '02:30:00', ''],
    ['2024-01-01T00:30:00.5+0100', '2023-12-31', '23:30:00', '5'],
    ['2024-02-11T08:00', '2024-02-11', '08:00:00', ''],
    ['2024-02-29', '2024-02-29', '00:00:00', ''],
  ])('%s is read in UTC', (text, date, time, fraction) => {
    expect(parseInstant(text)).toEqual({ date, time, fraction });
  });

  it.each([
    '',
    'now',
    '2024-02-30',
    '2024-13-01',
    '2024-02-11T25:00:00Z',
    '11.02.2024',
    "2024-02-11'; --",
  ])('%j is none', (text) => expect(parseInstant(text)).toBeUndefined());

  it('comes back from its own ISO form', () => {
    const years = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        const parts = parseInstant(date.toISOString());
        expect(`${parts?.date}T${parts?.time}.${parts?.fraction}Z`).toBe(date.toISOString());
      }),
    );
  });
});

describe('A time of day', () => {
  it.each([
    ['08:30', '08:30:00'],
    ['23:59:59.1234567', '23:59:59.1234567'],
    ['00:00:00Z', '00:00:00'],
  ])('%s is %s', (text, time) => expect(parseTimeOfDay(text)).toBe(time));

  it.each(['24:00', '8:30', '08:60', 'noon', ''])('%j is none', (text) =>
    expect(parseTimeOfDay(text)).toBeUndefined(),
  );
});
