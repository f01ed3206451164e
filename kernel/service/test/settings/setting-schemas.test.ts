import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  booleanText,
  byteSize,
  choice,
  duration,
  integer,
  port,
  textList,
} from '../../src/index.ts';

const REFUSED = 'refused';

function parse(
  schema: { safeParse(input: unknown): { success: boolean; data?: unknown } },
  input: unknown,
): unknown {
  const result = schema.safeParse(input);
  return result.success ? result.data : REFUSED;
}

describe('duration', () => {
  it.each([
    ['100ms', 100],
    ['15s', 15_000],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    [' 15 S ', 15_000],
    ['0', 0],
    [0, 0],
  ])('reads %o as %i milliseconds', (input, expected) => {
    expect(parse(duration, input)).toBe(expected);
  });

  it.each([
    '15',
    15,
    '',
    's',
    '-1s',
    '1y',
    '1s1s',
    '1 h 30 x',
    '1e3s',
    '9'.repeat(400) + 's',
    true,
  ])('refuses %o', (input) => {
    expect(parse(duration, input)).toBe(REFUSED);
  });

  it('reads every sum of whole units exactly', () => {
    const part = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(part, part, part, (hours, minutes, seconds) => {
        const expected = hours * 3_600_000 + minutes * 60_000 + seconds * 1000;
        expect(parse(duration, `${hours}h${minutes}m${seconds}s`)).toBe(expected);
      }),
    );
  });
});

describe('byteSize', () => {
  it.each([
    ['512', 512],
    [512, 512],
    ['512B', 512],
    ['64kB', 64_000],
    ['10MB', 10_000_000],
    ['10MiB', 10_485_760],
    ['10 mib', 10_485_760],
    ['1.5GiB', 1_610_612_736],
    ['0', 0],
  ])('reads %o as %i bytes', (input, expected) => {
    expect(parse(byteSize, input)).toBe(expected);
  });

  it.each(['10M', '1MB1kB', 'MB', '1.5', '-1', -1, 1.5, '99999999TB'])('refuses %o', (input) => {
    expect(parse(byteSize, input)).toBe(REFUSED);
  });
});

describe('booleanText', () => {
  it.each([
    ['1', true],
    ['True', true],
    ['YES', true],
    ['on', true],
    [true, true],
    ['0', false],
    ['false', false],
    ['No', false],
    ['off', false],
    [0, false],
    ['2', REFUSED],
    ['', REFUSED],
    ['maybe', REFUSED],
  ])('reads %o as %o', (input, expected) => {
    expect(parse(booleanText, input)).toBe(expected);
  });
});

describe('port and integer', () => {
  it.each(['0', '8080', 65_535])('accepts the port %o', (input) => {
    expect(parse(port, input)).toBe(Number(input));
  });

  it.each(['65536', '-1', '80a', '8.5', '0x50', '', null, [80]])('refuses the port %o', (input) => {
    expect(parse(port, input)).toBe(REFUSED);
  });

  it('refuses integers that a number cannot hold exactly', () => {
    expect(parse(integer(), '9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(parse(integer(), '9007199254740993')).toBe(REFUSED);
  });

  it.each([
    [integer(), 'must be a whole number'],
    [integer({ min: 1 }), 'must be a whole number from 1 up'],
    [integer({ max: 9 }), 'must be a whole number up to 9'],
    [integer({ min: 1, max: 9 }), 'must be a whole number from 1 to 9'],
  ])('say their range (%#)', (schema, sentence) => {
    expect(schema.safeParse('x').error?.issues[0]?.message).toBe(sentence);
  });
});

describe('textList and choice', () => {
  it.each([
    ['a, b,,c ', ['a', 'b', 'c']],
    [
      ['a', ' b ', ''],
      ['a', 'b'],
    ],
    [['a', 1], REFUSED],
    [{}, REFUSED],
  ])('reads the list %o as %o', (input, expected) => {
    expect(parse(textList, input)).toEqual(expected);
  });

  it('finds a word in any case', () => {
    expect(parse(choice(['debug', 'info']), ' INFO ')).toBe('info');
    expect(parse(choice(['debug', 'info']), 'warn')).toBe(REFUSED);
  });
});

it('no schema throws on any input', () => {
  const schemas = [duration, byteSize, booleanText, port, textList, integer(), choice(['a'])];
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.anything(), (schema, input) => {
      expect(() => parse(schema, input)).not.toThrow();
    }),
  );
});
