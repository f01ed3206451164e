import { describeWith } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { CellValue } from '../../../src/query/plan.ts';
import { columnOf, compare, faultOf, insertOf, selectOf, text } from '../contract/builders.ts';
import { connectTo, type OpenConnector, openConnector } from './open-connector.ts';

const ddl = `
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TYPE spot AS (x int, label text);
CREATE DOMAIN price AS numeric(10, 2);
CREATE TABLE v (
  id serial PRIMARY KEY, r int, j int, json text,
  amount numeric, cost price, cash money, real_column real, double_column double precision,
  moment timestamp, instant timestamptz, day date, hour time, zoned timetz, span interval,
  mark uuid, net inet, mac macaddr, bits bit(3), varying_bits varbit, feeling mood, place spot,
  doc json, docb jsonb, blob bytea, range_column int4range, vector tsvector, at_point point, x xml,
  texts text[], numbers numeric[], ints int8[], moods mood[], blobs bytea[], moments timestamp[],
  instants timestamptz[], docs jsonb[], grid int[], flags boolean[], padded char(4), one "char", label varchar(3)
);`;

const json = (value: unknown): CellValue => ({ kind: 'json', text: JSON.stringify(value) });
const number = (digits: string): CellValue => ({ kind: 'number', text: digits });

await describeWith('postgres', 'values of PostgreSQL', (server) => {
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
    const id = /"id":(\d+)/.exec(rows[0] ?? '')?.[1] ?? '';
    const where = compare('id', '=', text(id));
    const read = connector.prepareRead(selectOf(table, { fields: ['id', name], where, limit: 5 }));
    expect((await read.read()).json).toBe(rows[0]);
    return (rows[0] ?? '').replace(/^\{"id":\d+,"\w+":/, '').slice(0, -1);
  };

  it('are exact whatever the database sets for its sessions', async () => {
    const name = new URL(open.url).pathname.slice(1);
    await open.execute(
      `ALTER DATABASE "${name}" SET extra_float_digits = -5;
       ALTER DATABASE "${name}" SET standard_conforming_strings = off;
       ALTER DATABASE "${name}" SET datestyle = 'SQL, DMY';
       ALTER DATABASE "${name}" SET timezone = 'Asia/Kolkata'`,
    );
    const other = await connectTo(open.url);
    const returning = [columnOf(table, 'double_column'), columnOf(table, 'instant')];
    const { rows } = await other.insert(
      insertOf(
        table,
        [{ double_column: number('0.3333333333333333'), instant: '2024-03-10T12:00:00+05:30' }],
        { returning },
      ),
    );
    expect(rows).toEqual(['{"double_column":0.3333333333333333,"instant":"2024-03-10T06:30:00Z"}']);
    const where = { kind: 'match', column: 'json', position: 'anywhere', text: '\\' } as const;
    const read = other.prepareRead(selectOf(table, { fields: ['id'], where, limit: 5 }));
    expect((await read.read()).count).toBe(0);
    await other.close();
    await open.execute(`ALTER DATABASE "${name}" RESET ALL`);
  });

  describe('come back as they went in', () => {
    it.each<[string, CellValue, string]>([
      [
        'amount',
        number('123456789012345678901234567890.123456789'),
        '"123456789012345678901234567890.123456789"',
      ],
      ['amount', 'NaN', '"NaN"'],
      ['amount', '-Infinity', '"-Infinity"'],
      ['cost', number('12.5'), '"12.50"'],
      ['cash', '1234.5', '"1234.50"'],
      ['real_column', number('0.1'), '0.1'],
      ['double_column', number('1e300'), '1e+300'],
      ['double_column', 'Infinity', '"Infinity"'],
      ['moment', '2024-02-11T08:00:00Z', '"2024-02-11T08:00:00Z"'],
      ['moment', '2024-02-11T08:00:00.123456+02:00', '"2024-02-11T06:00:00.123456Z"'],
      ['moment', 'infinity', '"infinity"'],
      ['moment', '0044-03-15 00:00:00 BC', '"0044-03-15 00:00:00 BC"'],
      ['instant', '2024-02-11T08:00:00+02:00', '"2024-02-11T06:00:00Z"'],
      ['instant', '2024-02-11 08:00', '"2024-02-11T08:00:00Z"'],
      ['instant', '-infinity', '"-infinity"'],
      ['day', '2024-02-29', '"2024-02-29"'],
      ['hour', '08:09:10.5', '"08:09:10.5"'],
      ['zoned', '08:09:10+02', '"08:09:10+02"'],
      ['span', '1 day 02:00:00', '"1 day 02:00:00"'],
      ['mark', '123E4567-e89b-12d3-a456-426614174000', '"123e4567-e89b-12d3-a456-426614174000"'],
      ['net', '10.0.0.1', '"10.0.0.1"'],
      ['bits', '101', '"101"'],
      ['varying_bits', '10101', '"10101"'],
      ['feeling', 'sad', '"sad"'],
      ['place', json({ x: 1, label: 'a "b"' }), '{"x":1,"label":"a \\"b\\""}'],
      ['doc', json({ b: 1, a: [1.5] }), '{"b":1,"a":[1.5]}'],
      ['docb', json('text'), '"text"'],
      ['docb', number('9007199254740993'), '9007199254740993'],
      ['blob', 'AAH/eA==', '"AAH/eA=="'],
      ['blob', 'A'.repeat(400), `"${'A'.repeat(400)}"`],
      ['range_column', '[1,5)', '"[1,5)"'],
      ['at_point', '(1,2)', '"(1,2)"'],
      ['x', '<a>b</a>', '"<a>b</a>"'],
      [
        'texts',
        json(['a b', 'c"d', 'e\\f', '', null, 'NULL', '{x}', 'ü🙂']),
        '["a b","c\\"d","e\\\\f","",null,"NULL","{x}","ü🙂"]',
      ],
      ['texts', json([]), '[]'],
      [
        'numbers',
        { kind: 'json', text: '[1.50, 9007199254740993.25, null]' },
        '["1.50","9007199254740993.25",null]',
      ],
      ['ints', { kind: 'json', text: '[9223372036854775807]' }, '[9223372036854775807]'],
      ['moods', json(['happy', 'sad']), '["happy","sad"]'],
      ['blobs', json(['AAH/', '']), '["AAH/",""]'],
      ['moments', json(['2024-02-11T08:00:00', null]), '["2024-02-11T08:00:00Z",null]'],
      ['instants', json(['2024-02-11T08:00:00+02:00']), '["2024-02-11T06:00:00Z"]'],
      ['docs', json([{ a: [1] }, 'x']), '[{"a": [1]},"x"]'],
      [
        'grid',
        json([
          [1, 2],
          [3, 4],
        ]),
        '[[1,2],[3,4]]',
      ],
      ['flags', json([true, null, false]), '[true,null,false]'],
      ['padded', 'ab', '"ab  "'],
      ['r', 1, '1'],
      ['j', 2, '2'],
      ['json', 'text', '"text"'],
    ])('%s: %j', async (name, value, expected) => {
      expect(await stored(name, value)).toBe(expected);
    });
  });

  it('refuses what a column cannot hold instead of cutting it', async () => {
    const codes = await Promise.all(
      (
        [
          ['label', 'four'],
          ['cost', number('123456789.00')],
          ['feeling', 'angry'],
          ['mark', 'zz'],
          ['texts', 'not an array'],
          ['texts', 5],
          ['day', '2024-02-31'],
          ['docb', { kind: 'json', text: '"\\u0000"' }],
          ['label', 'a\0b'],
        ] as [string, CellValue][]
      ).map(([name, value]) => faultOf(() => stored(name, value))),
    );
    expect(codes).toEqual(codes.map(() => 'invalid_value'));
  });

  it('writes streams of pretty-printed json on one line', async () => {
    await open.execute(`INSERT INTO v (doc) VALUES (E'{\\n "a":\\r\\n 1}')`);
    const where = { kind: 'null', column: 'doc', negated: true } as const;
    const read = connector.prepareRead(selectOf(table, { fields: ['doc'], where }));
    let lines = '';
    for await (const chunk of read.stream()) lines += chunk;
    for (const line of lines.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('doc');
  });

  it('keeps sums of decimals exact and averages of integers as numbers', async () => {
    await open.execute('DELETE FROM v; INSERT INTO v (cost, r) VALUES (0.10, 1), (0.20, 2)');
    const aggregate = (name: 'sum' | 'avg', column: string) =>
      ({
        kind: 'aggregate',
        name,
        column: columnOf(table, column),
        distinct: false,
        alias: `${name}_${column}`,
      }) as const;
    const projections = [
      aggregate('sum', 'cost'),
      aggregate('avg', 'cost'),
      aggregate('sum', 'r'),
      aggregate('avg', 'r'),
    ];
    const { json: row } = await connector.prepareRead({ ...selectOf(table), projections }).read();
    expect(JSON.parse(row)).toEqual({
      sum_cost: '0.30',
      avg_cost: '0.15000000000000000000',
      sum_r: 3,
      avg_r: 1.5,
    });
  });
});
