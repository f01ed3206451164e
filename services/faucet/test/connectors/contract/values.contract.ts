import { describe, expect, it } from 'vitest';
import type { CellValue } from '../../../src/query/plan.ts';
import {
  compare,
  decimal,
  faultOf,
  insertOf,
  integer,
  key,
  parseRows,
  selectOf,
  text,
} from './builders.ts';
import { type ContractState, itUnlessLacking } from './state.ts';

/** Values are exact, on the way in and on the way out. */
export const valuesContract = (state: ContractState): void => {
  const number = (digits: string): CellValue => ({ kind: 'number', text: digits });
  const json = (value: unknown): CellValue => ({ kind: 'json', text: JSON.stringify(value) });
  const specimens = () => state.table('specimens');
  let lastId = 0;

  /** Stores a cell; answers its JSON text from the insert, a read, a keyed read and a stream, which must agree. */
  const roundTrip = async (column: string, cell: CellValue): Promise<string> => {
    const id = ++lastId;
    const { rows } = await state.connector.insert(
      insertOf(specimens(), [{ id, [column]: cell }], {
        returning: specimens().columns.filter(({ name }) => name === column),
      }),
    );
    const where = key(['id'], [integer(id)]);
    const prepared = state.connector.prepareRead(
      selectOf(specimens(), { fields: [column], where }),
    );
    const read = await prepared.read();
    let streamed = '';
    for await (const chunk of prepared.stream()) streamed += chunk;
    const [keyed] = await prepared.readKeyed();
    expect(new Set([rows[0], read.json, streamed.trimEnd(), keyed?.json])).toEqual(
      new Set([read.json]),
    );
    const name = JSON.stringify(column);
    const match = new RegExp(`^\\{\\s*${name}\\s*:\\s*([^]*)\\}$`).exec(read.json);
    return match?.[1]?.trim() ?? read.json;
  };
  const value = async (column: string, cell: CellValue): Promise<unknown> =>
    JSON.parse(await roundTrip(column, cell));
  const exists = (column: string, literal: Parameters<typeof compare>[2]): Promise<number> =>
    state.connector.count(specimens(), compare(column, '=', literal));

  describe('64-bit integers', () => {
    const extremes = ['9223372036854775807', '-9223372036854775808', '9007199254740993', '0'];
    it.each(extremes)('keep %s', async (digits) => {
      expect(await roundTrip('big', number(digits))).toBe(digits);
      expect(await exists('big', integer(digits))).toBe(1);
      expect(await exists('big', text(digits))).toBe(1);
    });

    it('refuse 65 bits and fractions', async () => {
      expect(await faultOf(() => roundTrip('big', number('9223372036854775808')))).toBe(
        'invalid_value',
      );
      expect(await faultOf(() => roundTrip('big', 1.5))).toBe('invalid_value');
    });
  });

  describe('floating-point numbers', () => {
    const doubles = [
      0.1,
      1 / 3,
      0.1 + 0.2,
      1e21,
      5e-324,
      1.7976931348623157e308,
      -123456.789,
      3.141592653589793,
    ];
    it.each(doubles)('keep %s', async (double) => {
      expect(Number(await value('real', double))).toBe(double);
    });

    it('are found by their value', async () => {
      await roundTrip('real', 0.1);
      expect(await exists('real', decimal('0.1'))).toBe(1);
    });
  });

  describe('decimals', () => {
    itUnlessLacking(state, 'exact decimals', 'keep every digit', async () => {
      const digits = '12345678901234567890.0123456789';
      const rendered = await roundTrip('exact', number(digits));
      expect(rendered.replaceAll('"', '')).toBe(digits);
      expect(await exists('exact', decimal(digits))).toBe(1);
    });

    it('of fewer digits are exact everywhere', async () => {
      expect(Number(await value('exact', number('1234.5678')))).toBe(1234.5678);
      expect(await exists('exact', decimal('1234.5678'))).toBe(1);
    });
  });

  it('booleans are yes or no', async () => {
    const [no, yes] = state.fixture.booleans;
    expect(await value('flag', true)).toBe(yes);
    expect(await value('flag', false)).toBe(no);
    expect(await value('flag', null)).toBe(null);
  });

  describe('points in time', () => {
    const instant = async (cell: string): Promise<number> => {
      const rendered = await value('at', cell);
      expect(rendered).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
      return Date.parse(String(rendered));
    };

    it('come back as the same instant', async () => {
      expect(await instant('2024-02-11T08:00:00Z')).toBe(Date.UTC(2024, 1, 11, 8));
      expect(await instant('2024-02-11T08:00:00.125Z')).toBe(Date.UTC(2024, 1, 11, 8, 0, 0, 125));
      expect(await instant('1969-12-31T23:59:59Z')).toBe(-1000);
    });

    itUnlessLacking(
      state,
      'time zones',
      'come back as the same instant from another offset',
      async () => {
        expect(await instant('2024-02-11T08:00:00+05:30')).toBe(Date.UTC(2024, 1, 11, 2, 30));
      },
    );

    it('keep microseconds', async () => {
      expect(await value('at', '2024-02-11T08:00:00.123456Z')).toMatch(/08:00:00\.123456/);
    });

    it('are compared as time', async () => {
      await roundTrip('at', '2024-02-11T08:00:00Z');
      expect(await exists('at', text('2024-02-11T08:00:00Z'))).toBe(1);
      const later = compare('at', '>', text('2024-02-11T07:59:59Z'));
      const earlier = compare('at', '<', text('2024-02-11T07:59:59Z'));
      expect(await state.connector.count(specimens(), later)).toBe(1);
      expect(await state.connector.count(specimens(), earlier)).toBe(0);
    });

    it('of days begin with the day, and are found by it', async () => {
      expect(await value('day', '2024-02-29')).toMatch(/^2024-02-29/);
      expect(await exists('day', text('2024-02-29'))).toBe(1);
    });
  });

  describe('binary', () => {
    const samples = ['', 'AA==', Buffer.from([0, 1, 2, 127, 128, 255, 10, 34]).toString('base64')];
    it.each(samples)('travels as base64 %j', async (base64) => {
      expect(await value('bytes', base64)).toBe(base64);
    });

    it('of a megabyte is kept', async () => {
      const bytes = Buffer.alloc(1_000_000, 'aquifer🙂');
      expect(await value('bytes', bytes.toString('base64'))).toBe(bytes.toString('base64'));
    });

    it('that is no base64 is refused', async () => {
      expect(await faultOf(() => roundTrip('bytes', 'not base64!'))).toBe('invalid_value');
    });
  });

  describe('JSON', () => {
    const samples: readonly unknown[] = [
      { a: [1, 2.5, null, true, { b: 'ü🙂"\\' }] },
      [],
      {},
      [[[]]],
      { text: "it's; --", empty: '' },
    ];
    it.each(samples.map((sample) => [JSON.stringify(sample), sample]))(
      'comes back as %s',
      async (_, sample) => {
        expect(await value('doc', json(sample))).toEqual(sample);
      },
    );

    it('scalars are JSON too', async () => {
      expect(await value('doc', 'text')).toBe('text');
      expect(await value('doc', true)).toBe(true);
      expect(await value('doc', 12)).toBe(12);
    });

    it('in a text column is its text', async () => {
      expect(await value('words', json({ a: 1 }))).toBe('{"a":1}');
    });
  });

  describe('text', () => {
    const samples = [
      '',
      ' ',
      "it's",
      '"quoted"',
      'back\\slash',
      'tab\tnew\nline\r\u0001\u001f\u007f',
      'Grüße, 東京, مرحبا, 🙂👩‍👩‍👧',
      "'; DROP TABLE people; --",
      '$1 ? %s :name @x',
      '{"looks":"like json"}',
      'NULL',
      '12345678901234567890',
      '\u2028\u2029',
    ];
    it.each(samples)('keeps %j', async (sample) => {
      expect(await value('words', sample)).toBe(sample);
      expect(await exists('words', text(sample))).toBe(1);
    });

    it('of a megabyte is kept', async () => {
      const long = 'aquifer 🙂 '.repeat(100_000);
      expect(await value('words', long)).toBe(long);
    });

    itUnlessLacking(state, 'nul in text', 'keeps U+0000', async () => {
      expect(await value('words', 'a\0b')).toBe('a\0b');
      expect(await exists('words', text('a\0b'))).toBe(1);
    });
  });

  it('keys of every type are read back by cursors and relations', async () => {
    const record = {
      id: 1_000_001,
      big: number('9223372036854775807'),
      real: 0.1,
      words: "ü'",
      day: '2024-02-29',
    };
    await state.connector.insert(insertOf(specimens(), [record]));
    const names = ['big', 'real', 'words', 'day'];
    const plan = selectOf(specimens(), { keys: names, where: key(['id'], [integer(1_000_001)]) });
    const [row] = await state.connector.prepareRead(plan).readKeyed();
    for (const [index, name] of names.entries()) {
      expect([name, await exists(name, text(row?.keys[index] ?? ''))]).toEqual([name, 1]);
    }
    expect(parseRows({ json: row?.json ?? '' })).toHaveLength(1);
  });
};
