import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import { createConnector } from '../../../src/connectors/oracle/open-oracle-connector.ts';
import type {
  OracleCell,
  OracleOutput,
  OracleResult,
  OracleStatement,
} from '../../../src/connectors/oracle/oracle-statement.ts';
import type { Oracle } from '../../../src/connectors/oracle/oracle.ts';
import { renderCell } from '../../../src/connectors/oracle/render-rows.ts';
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
  { name: 'ID', db_type: 'NUMBER(10)', json_type: 'integer', nullable: false },
  { name: 'TITLE', db_type: 'VARCHAR2(40)', json_type: 'string' },
  { name: 'SCAN', db_type: 'BLOB', json_type: 'string(byte)' },
]);

type Answer = Partial<OracleResult> | Error;

const rowIds = (...values: string[]): Answer => {
  const outputs: OracleOutput[] = [{ kind: 'texts', values }];
  return { outputs, affected: values.length };
};

/** A connector over a server that gives these answers in turn, and what it was told. */
const scripted = (...answers: Answer[]): { connector: Connector; told: string[] } => {
  const told: string[] = [];
  const run = ({ sql }: OracleStatement): Promise<OracleResult> => {
    told.push(sql);
    const answer = answers.shift() ?? {};
    if (answer instanceof Error) return Promise.reject(answer);
    const nothing = { columns: [], rows: [], affected: 0, outputs: [], implicit: [] };
    return Promise.resolve({ ...nothing, ...answer });
  };
  const oracle: Oracle = {
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
      yield await Promise.resolve([['{"ID":1}', Buffer.from([1])]]);
    },
    close: () => Promise.resolve(),
  };
  return { connector: createConnector(oracle, 'APP'), told };
};

const failure = (code: string): Error => Object.assign(new Error(`${code}: x`), { code });

describe('On Oracle', () => {
  it('large objects join the JSON of their row as base64', async () => {
    const rows = [
      ['{"ID":1}', Buffer.from([0, 255]), 'k'],
      ['{}', null, null],
    ];
    const { connector } = scripted({ rows }, { rows });
    const read = connector.prepareRead(
      selectOf(books, { fields: ['ID', 'SCAN'], keys: ['TITLE'] }),
    );
    expect(await read.read()).toEqual({
      json: '{"ID":1,"SCAN":"AP8="},{"SCAN":null}',
      count: 2,
    });
    expect((await read.readKeyed()).map(({ keys }) => keys)).toEqual([['k'], [null]]);
    let lines = '';
    for await (const chunk of read.stream()) lines += chunk;
    expect(lines).toBe('{"ID":1,"SCAN":"AQ=="}\n');
  });

  it('rows are read again by their ROWIDs, in the order they were given', async () => {
    const { connector, told } = scripted(rowIds('A'), rowIds('B'), {
      rows: [
        ['B', 1, '{"ID":2}', null],
        ['A', 1, '{"ID":1}', Buffer.from([1])],
      ],
    });
    const answer = await connector.insert(insertOf(books, [{ TITLE: 'a' }, { TITLE: 'b' }]));
    expect(answer).toEqual({
      rows: ['{"ID":1,"SCAN":"AQ=="}', '{"ID":2,"SCAN":null}'],
      affected: 2,
    });
    expect(told[0]).toBe('BEGIN');
    expect(told.at(-1)).toBe('COMMIT');
  });

  it('a record is read with its row locked', async () => {
    const rows = [['{"ID":1}', Buffer.from([1])]];
    const { connector, told } = scripted({ rows: [[1]] }, { rows });
    const plan = selectOf(books, { where: key(['ID'], [integer(1)]), limit: 1 });
    expect(await connector.transaction((session) => session.readLocked(plan))).toEqual({
      json: '{"ID":1,"SCAN":"AQ=="}',
      count: 1,
    });
    expect(told[1]).toMatch(/FOR UPDATE$/);
  });

  it('a row outside the check takes everything back', async () => {
    const check = compare('ID', '<', integer(5));
    const { connector, told } = scripted(rowIds('A'), { rows: [['A', '0', '{"ID":9}', null]] });
    const set = [{ column: columnOf(books, 'TITLE'), value: 'x' }];
    const where = key(['ID'], [integer(9)]);
    const update = { table: books, set, where, check, returning: books.columns };
    expect(await faultOf(() => connector.update(update))).toBe('row_refused');
    expect(told.at(-1)).toBe('ROLLBACK');
  });

  it('writes through a view are counted, and refused under a row filter', async () => {
    const view = { ...books, type: 'view' as const };
    const { connector } = scripted({ affected: 1 });
    expect(await connector.insert(insertOf(view, [{ TITLE: 'a' }]))).toEqual({
      rows: [],
      affected: 1,
    });
    const check = compare('ID', '<', integer(5));
    const filtered = scripted({ affected: 1 });
    expect(
      await faultOf(() => filtered.connector.insert(insertOf(view, [{ TITLE: 'a' }], { check }))),
    ).toBe('not_supported');
    expect(filtered.told.at(-1)).toBe('ROLLBACK');
  });

  it('an upsert locks and updates, or inserts, or updates after all', async () => {
    const onConflict = { columns: ['ID'], action: 'update', update: ['TITLE'] } as const;
    const plan = insertOf(books, [{ ID: 1, TITLE: 'a' }], { onConflict });
    const stored = { rows: [['A', 1, '{"ID":1}', null]] };
    const there = scripted({ rows: [[1]] }, { rows: [[1]] }, rowIds('A'), stored);
    expect((await there.connector.insert(plan)).affected).toBe(1);
    expect(there.told[1]).toMatch(/FOR UPDATE$/);
    expect(there.told[3]).toMatch(/^UPDATE/);
    const absent = scripted({ rows: [] }, rowIds('A'), stored);
    expect((await absent.connector.insert(plan)).affected).toBe(1);
    expect(absent.told[2]).toMatch(/^INSERT/);
    const raced = scripted(
      { rows: [] },
      failure('ORA-00001'),
      { rows: [[1]] },
      { rows: [[1]] },
      rowIds('A'),
      stored,
    );
    expect((await raced.connector.insert(plan)).affected).toBe(1);
    expect(raced.told.at(-3)).toMatch(/^UPDATE/);
  });

  it('a statement that reads runs in a read-only transaction', async () => {
    const request = {
      sql: 'SELECT 1 FROM DUAL',
      params: [],
      write: false,
      timeoutMs: 1000,
      rowsMax: 1,
    };
    const { connector, told } = scripted(
      {},
      { columns: [{ name: 'N', type: 'NUMBER' }], rows: [['.5'], ['2']] },
    );
    expect(await connector.runSql(request)).toMatchObject({ json: '{"N":"0.5"}', truncated: true });
    expect(told).toEqual(['BEGIN', 'SET TRANSACTION READ ONLY', 'SELECT 1 FROM DUAL', 'ROLLBACK']);
  });

  it.each<[Exclude<OracleCell, null>, string, string]>([
    ['12345678901234567890', 'NUMBER', '12345678901234567890'],
    ['-.25', 'NUMBER', '"-0.25"'],
    ['1.0000000000000001E-001', 'BINARY_DOUBLE', '0.1'],
    ['Nan', 'BINARY_DOUBLE', '"Nan"'],
    ['2024-02-11T10:00:00.123456+02:00', 'TIMESTAMP_TZ', '"2024-02-11T08:00:00.123456Z"'],
    ['{"a":1}', 'JSON', '{"a":1}'],
    ['x"y', 'VARCHAR', '"x\\"y"'],
    [Buffer.from([0, 255]), 'RAW', '"AP8="'],
    [true, 'BOOLEAN', 'true'],
  ])('a cell %s of %s is %s', (cell, type, json) => {
    expect(renderCell(cell, type)).toBe(json);
  });
});
