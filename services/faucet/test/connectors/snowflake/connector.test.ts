import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import { createConnector } from '../../../src/connectors/snowflake/open-snowflake-connector.ts';
import { renderCell } from '../../../src/connectors/snowflake/render-rows.ts';
import type {
  Snowflake,
  SnowflakeCell,
  SnowflakeResult,
} from '../../../src/connectors/snowflake/snowflake.ts';
import type { Statement } from '../../../src/connectors/sql/dialect.ts';
import {
  columnOf,
  compare,
  faultOf,
  insertOf,
  integer,
  key,
  selectOf,
} from '../contract/builders.ts';
import { bookTable } from '../golden/plans.ts';

const books = bookTable([
  { name: 'ID', db_type: 'NUMBER(38,0)', json_type: 'integer', nullable: false },
  { name: 'TITLE', db_type: 'VARCHAR(40)', json_type: 'string' },
]);
const table = { ...books, primary_key: ['ID'] };

/** A connector over a server that gives these answers in turn, and what it was told. */
const scripted = (
  ...answers: (readonly (readonly SnowflakeCell[])[])[]
): { connector: Connector; told: string[] } => {
  const told: string[] = [];
  const run = ({ sql }: Statement): Promise<SnowflakeResult> => {
    told.push(sql);
    const rows = answers.shift() ?? [];
    const columns = (rows[0] ?? []).map((_, index) => ({
      name: `C${index}`,
      type: 'fixed',
      scale: 0,
    }));
    return Promise.resolve({ columns, rows, affected: rows.length });
  };
  const snowflake: Snowflake = {
    run,
    transaction: async (work, { rollback = false } = {}) => {
      told.push('BEGIN');
      try {
        const result = await work({ run });
        told.push(rollback ? 'ROLLBACK' : 'COMMIT');
        return result;
      } catch (error) {
        told.push('ROLLBACK');
        throw error;
      }
    },
    async *stream() {
      yield await Promise.resolve(['{"ID":1}']);
    },
    close: () => Promise.resolve(),
  };
  return { connector: createConnector(snowflake, 'PUBLIC'), told };
};

describe('On Snowflake', () => {
  it('a record cannot be read with its row locked', async () => {
    const { connector, told } = scripted();
    const reading = connector.transaction((session) => session.readLocked(selectOf(table)));
    await expect(reading).rejects.toMatchObject({ code: 'not_supported' });
    expect(told).toEqual(['BEGIN', 'ROLLBACK']);
  });

  it('rows with a known key are read again, whatever way it was written', async () => {
    const { connector } = scripted(
      [],
      [
        ['{"ID":2}', '1', '2'],
        ['{"ID":1}', '1', '1'],
      ],
    );
    const records = [
      { ID: '1.0', TITLE: 'a' },
      { ID: 2, TITLE: 'b' },
    ];
    expect(await connector.insert(insertOf(table, records))).toEqual({
      rows: ['{"ID":1}', '{"ID":2}'],
      affected: 2,
    });
  });

  it('rows whose key the database made are answered with what was given', async () => {
    const { connector, told } = scripted([]);
    const { rows } = await connector.insert(insertOf(table, [{ TITLE: 'a"b' }]));
    expect(rows).toEqual(['{"TITLE":"a\\"b"}']);
    expect(told).toHaveLength(3);
    const check = compare('ID', '<', integer(5));
    const plan = insertOf(table, [{ TITLE: 'a' }], { check });
    expect(await faultOf(() => scripted().connector.insert(plan))).toBe('not_supported');
  });

  it('an update answers the rows of the keys it found before, under their new keys', async () => {
    const { connector, told } = scripted([['1']], [], [['{"ID":7}', '1', '7']]);
    const set = [{ column: columnOf(table, 'ID'), value: 7 }];
    const where = key(['ID'], [integer(1)]);
    expect(await connector.update({ table, set, where, returning: table.columns })).toEqual({
      rows: ['{"ID":7}'],
      affected: 1,
    });
    expect(told.map((sql) => sql.split(' ', 1)[0])).toEqual([
      'BEGIN',
      'SELECT',
      'UPDATE',
      'SELECT',
      'COMMIT',
    ]);
  });

  it('a row outside the check takes everything back', async () => {
    const { connector, told } = scripted([['1']], [], [['{"ID":1}', '0', '1']]);
    const set = [{ column: columnOf(table, 'TITLE'), value: 'x' }];
    const where = key(['ID'], [integer(1)]);
    const check = compare('ID', '<', integer(1));
    expect(
      await faultOf(() => connector.update({ table, set, where, check, returning: table.columns })),
    ).toBe('row_refused');
    expect(told.at(-1)).toBe('ROLLBACK');
  });

  it('upsert is not offered, since no key is enforced', async () => {
    const { connector } = scripted();
    expect(connector.abilities.upsert).toBe(false);
    const onConflict = { columns: ['ID'], action: 'nothing', update: [] } as const;
    expect(
      await faultOf(() => connector.insert(insertOf(table, [{ ID: 1 }], { onConflict }))),
    ).toBe('not_supported');
  });

  it('a statement that reads is rolled back', async () => {
    const { connector, told } = scripted([['1'], ['2']]);
    const request = { sql: 'SELECT 1', params: [], write: false, timeoutMs: 1000, rowsMax: 1 };
    expect(await connector.runSql(request)).toMatchObject({ json: '{"C0":1}', truncated: true });
    expect(told.at(-1)).toBe('ROLLBACK');
  });

  it.each<[Exclude<SnowflakeCell, null>, string, number, string]>([
    [
      '99999999999999999999999999999999999999',
      'fixed',
      0,
      '99999999999999999999999999999999999999',
    ],
    ['1.50', 'fixed', 2, '"1.50"'],
    ['3.333333333333333e-01', 'real', 0, '0.3333333333333333'],
    ['NaN', 'real', 0, '"NaN"'],
    ['2024-02-11T10:00:00.123456789+02:00', 'timestamp_tz', 9, '"2024-02-11T08:00:00.123456789Z"'],
    ['{"a":1}', 'variant', 0, '{"a":1}'],
    ['plain words', 'variant', 0, '"plain words"'],
    [Buffer.from([0, 255]), 'binary', 0, '"AP8="'],
    [false, 'boolean', 0, 'false'],
  ])('a cell %s of %s is rendered exactly', (cell, type, scale, json) => {
    expect(renderCell(cell, { type, scale })).toBe(json);
  });
});
