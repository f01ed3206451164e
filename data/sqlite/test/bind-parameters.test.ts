import { openSqlite, SqliteParameterError } from '@aquifer/sqlite';
import type { SqliteDatabase, SqliteParameter } from '@aquifer/sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('binding', () => {
  let numbers: SqliteDatabase;
  let bigints: SqliteDatabase;
  beforeAll(() => {
    numbers = openSqlite(':memory:');
    bigints = openSqlite(':memory:', { bigints: true });
  });
  afterAll(() => {
    numbers.close();
    bigints.close();
  });

  it('returns every 64-bit integer as it was given', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(bigints.value('select ?', [value])).toBe(value);
      }),
    );
  });

  it('stores every safe integer as INTEGER, not as REAL', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        // -0 has no integer form.
        const row = numbers.get('select ?1 as v, typeof(?1) as t', [value]);
        expect(row).toEqual({ v: value + 0, t: 'integer' });
      }),
    );
  });

  it('returns every double as it was given, the smallest ones too', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(numbers.value('select ?', [value])).toBe(value + 0);
      }),
      { numRuns: 2000 },
    );
    for (const value of [1e-17, 5e-324, Number.EPSILON / 2, Infinity, -Infinity, 1e300]) {
      expect(numbers.value('select ?', [value])).toBe(value);
    }
  });

  it('stores every text to the last character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const stored = numbers.get<{ type: string; bytes: Uint8Array; json: string }>(
          'select typeof(?1) as type, cast(?1 as blob) as bytes, json_quote(?1) as json',
          [value],
        );
        expect(stored?.type).toBe('text');
        expect(Buffer.from(stored?.bytes ?? []).toString('utf8')).toBe(value);
        expect(JSON.parse(stored?.json ?? '')).toBe(value);
      }),
    );
  });

  it('keeps other parameters in place when one must be cast', () => {
    const row = numbers.get("select ? as a, hex(?) as b, '?' as c, ?1 as d, ? as e", [
      1,
      'x\0y',
      3,
    ]);
    expect(row).toEqual({ a: 1, b: '780079', c: '?', d: 1, e: 3 });
  });

  it('returns bytes as they were given, an empty array too', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (value) => {
        expect(numbers.value('select ?', [value])).toEqual(value);
      }),
    );
  });

  it('binds booleans as 0 and 1 and dates as ISO text', () => {
    const date = new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7));
    expect(numbers.get('select ? as a, ? as b, ? as c', [true, false, date])).toEqual({
      a: 1,
      b: 0,
      c: '2026-02-03T04:05:06.007Z',
    });
  });

  const refused: [what: string, value: unknown, message: RegExp][] = [
    ['undefined', undefined, /^parameter 2 is undefined$/],
    ['NaN', NaN, /^parameter 2 is NaN$/],
    ['an invalid date', new Date(NaN), /^parameter 2 is an invalid date$/],
    ['an object', { a: 1 }, /^parameter 2 is an object$/],
    ['an array', [1], /^parameter 2 is an object$/],
    ['a function', () => 1, /^parameter 2 is function$/],
    ['an integer beyond 64 bits', 2n ** 63n, /^parameter 2 does not fit in 64 bits$/],
    ['a lone surrogate', 'a\ud800', /^parameter 2 holds a lone surrogate/],
  ];
  it.each(refused)('refuses %s and names its position', (_what, value, message) => {
    const bind = () => numbers.get('select ?, ?', [1, value as SqliteParameter]);
    expect(bind).toThrow(SqliteParameterError);
    expect(bind).toThrow(message);
  });

  it('refuses too few and too many parameters', () => {
    expect(() => numbers.get('select ?, ?', [1])).toThrow(/takes 2 parameters, but 1 were given/);
    expect(() => numbers.get('select 1', [1])).toThrow(/takes 0 parameters, but 1 were given/);
  });

  it('refuses SQL that the driver would run only in part', () => {
    expect(() => numbers.run('select 1; drop table x')).toThrow(/more than one statement/);
    expect(() => numbers.run('select 1 \0 drop')).toThrow(/U\+0000/);
    expect(() => numbers.exec('select 1; \0 select 2')).toThrow(/U\+0000/);
    expect(() => numbers.get('select :name')).toThrow(/:name has a name/);
    expect(() => numbers.get('-- nothing')).toThrow(/no statement/);
  });
});
