import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareInstants, parseInstant } from '../../src/transfer/instant.ts';

describe('a time of an export', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.500Z'],
    ['2026-01-31T12:00:00.803Z', '2026-01-31T12:00:00.803Z'],
    ['2026-01-31T12:00:00.1234Z', '2026-01-31T12:00:00.123400Z'],
    ['2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00.123456Z'],
    ['2026-01-31T12:00:00.123456789Z', '2026-01-31T12:00:00.123456Z'],
    ['2026-01-31T12:00:00.999999+02:30', '2026-01-31T09:30:00.999999Z'],
    ['2026-01-01T00:30:00-01:00', '2026-01-01T01:30:00.000Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0000-12-31T23:30:00-01:00', '0001-01-01T00:30:00.000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  ])('%s is %s in UTC', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '',
    'yesterday',
    '2026-01-31',
    '2026-01-31 12:00:00Z',
    '2026-01-31T12:00:00',
    '2026-01-31T12:00Z',
    '2026-02-29T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:00.Z',
    '2026-01-31T12:00:00.1234567890Z',
    '2026-01-31T12:00:00+25:00',
    ' 2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00Z\n',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
  ])('%j is none', (text) => expect(parseInstant(text)).toBeUndefined());

  it('comes back as it is, whatever rows hold', () => {
    const instants = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom('', '001', '999'), (date, micros) => {
        const text = date.toISOString().replace('Z', `${micros}Z`);
        expect(parseInstant(text)).toBe(text);
      }),
    );
  });

  it('is ordered by its microseconds', () => {
    const sorted = ['12:00:00.000Z', '12:00:00.000001Z', '12:00:00.001Z', '12:00:00.001001Z'];
    const instants = sorted.map((time) => `2026-01-31T${time}`);
    expect(instants.toReversed().toSorted(compareInstants)).toEqual(instants);
    expect(compareInstants('2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000000Z')).toBe(0);
  });
});
