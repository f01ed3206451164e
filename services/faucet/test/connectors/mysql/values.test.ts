import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { CellValue } from '../../../src/query/plan.ts';
import { columnOf, compare, faultOf, insertOf, selectOf, text } from '../contract/builders.ts';
import { type OpenConnector, openConnector } from './open-connector.ts';

const ddl = [
  `CREATE TABLE v (
    id int AUTO_INCREMENT PRIMARY KEY, u bigint unsigned, cost decimal(30,10), f float, d double, one bit, many bit(64),
    flag tinyint(1), at datetime(6), stamp timestamp(3) NULL, day date, hour time(3), y year,
    feeling enum('happy', 'sad'), several set('a', 'b'), doc json, bytes longblob, fixed binary(4),
    latin varchar(40) CHARACTER SET latin1, place point, mark uuid, label varchar(3), words text CHARACTER SET utf8mb4)`,
];

const json = (value: unknown): CellValue => ({ kind: 'json', text: JSON.stringify(value) });
const number = (digits: string): CellValue => ({ kind: 'number', text: digits });

await describeWith('mariadb', 'values of MariaDB', (server) => {
  let open: OpenConnector;
  let connector: Connector;
  let table: TableSchema;
  beforeAll(async () => {
    open = await openConnector(server, ddl);
    connector = open.connector;
    const found = await connector.introspectTable('v');
    if (found === undefined) throw new Error('no table');
    table = found;
  });
  afterAll(() => open.close());

  /** The JSON text of one cell, as the insert answers it; a read must answer the same. */
  const stored = async (name: string, value: CellValue): Promise<string> => {
    const returning = [columnOf(table, 'id'), columnOf(table, name)];
    const { rows } = await connector.insert(insertOf(table, [{ [name]: value }], { returning }));
    const id = /"id": (\d+)/.exec(rows[0] ?? '')?.[1] ?? '';
    const where = compare('id', '=', text(id));
    const read = connector.prepareRead(selectOf(table, { fields: ['id', name], where, limit: 5 }));
    expect((await read.read()).json).toBe(rows[0]);
    return (rows[0] ?? '').replace(/^\{"id": \d+, "\w+": /, '').slice(0, -1);
  };

  describe('come back as they went in', () => {
    it.each<[string, CellValue, string]>([
      ['u', number('18446744073709551615'), '18446744073709551615'],
      ['cost', number('12345678901234567890.0123456789'), '"12345678901234567890.0123456789"'],
      ['f', number('0.1'), '0.1'],
      ['d', number('1e300'), '1e300'],
      ['one', true, 'true'],
      ['one', false, 'false'],
      ['many', number('9223372036854775807'), '9223372036854775807'],
      ['flag', true, '1'],
      ['flag', 0, '0'],
      ['flag', 7, '7'],
      ['at', '2024-02-11T08:00:00Z', '"2024-02-11T08:00:00.000000Z"'],
      ['at', '2024-02-11T08:00:00.123456+02:00', '"2024-02-11T06:00:00.123456Z"'],
      ['stamp', '2024-02-11T23:30:00-02:00', '"2024-02-12T01:30:00.000Z"'],
      ['day', '2024-02-29', '"2024-02-29"'],
      ['hour', '-01:02:03.5', '"-01:02:03.500"'],
      ['y', 2024, '2024'],
      ['feeling', 'sad', '"sad"'],
      ['several', 'a,b', '"a,b"'],
      ['doc', json({ a: [1.5, 'x\ny'] }), '{"a":[1.5,"x\\ny"]}'],
      ['doc', number('9007199254740993'), '9007199254740993'],
      ['bytes', 'AAH/eA==', '"AAH/eA=="'],
      ['bytes', 'A'.repeat(400), `"${'A'.repeat(400)}"`],
      ['fixed', 'AAH/eA==', '"AAH/eA=="'],
      ['latin', 'Grüße', '"Grüße"'],
      ['place', 'POINT(1 2)', '"POINT(1 2)"'],
      ['mark', '123E4567-e89b-12d3-a456-426614174000', '"123e4567-e89b-12d3-a456-426614174000"'],
      ['words', '\u0000"\\\b\u001f🙂', '"\\u0000\\"\\\\\\b\\u001F🙂"'],
    ])('%s: %j', async (name, value, expected) => {
      expect(await stored(name, value)).toBe(expected);
    });
  });

  it('shows zero dates as they are', async () => {
    await open.execute(`SET sql_mode = ''`);
    await open.execute(
      `INSERT INTO v (at, day, words) VALUES ('0000-00-00', '0000-00-00', 'zero')`,
    );
    const where = compare('words', '=', text('zero'));
    const read = connector.prepareRead(selectOf(table, { fields: ['at', 'day'], where }));
    expect((await read.read()).json).toBe(
      '{"at": "0000-00-00 00:00:00.000000", "day": "0000-00-00"}',
    );
  });

  it('refuses what a column cannot hold instead of cutting it', async () => {
    const codes = await Promise.all(
      (
        [
          ['label', 'four'],
          ['feeling', 'angry'],
          ['day', '2024-02-31'],
          ['at', 'yesterday'],
          ['hour', '8 o’clock'],
          ['fixed', 'AAAAAAAA'],
          ['u', -1],
          ['many', number('-1.5')],
          ['latin', '東京'],
          ['y', 99999],
        ] as [string, CellValue][]
      ).map(([name, value]) => faultOf(() => stored(name, value))),
    );
    expect(codes).toEqual(codes.map(() => 'invalid_value'));
  });

  it('finds values by their digits, not as doubles', async () => {
    await stored('u', number('18446744073709551614'));
    const count = (digits: string) =>
      connector.count(table, compare('u', '=', { kind: 'integer', text: digits }));
    expect(await count('18446744073709551614')).toBe(1);
    expect(await count('18446744073709551613')).toBe(0);
  });

  it('takes a backslash in LIKE for a backslash', async () => {
    await stored('words', 'back\\slash');
    const like = { kind: 'like', column: 'words', negated: false } as const;
    expect(await connector.count(table, { ...like, pattern: text('back\\%') })).toBe(1);
    const match = { kind: 'match', column: 'words', position: 'start', text: 'back\\s' } as const;
    expect(await connector.count(table, match)).toBe(1);
  });
});
