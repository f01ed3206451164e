import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { Mssql, MssqlCell, MssqlResults } from '../../../src/connectors/mssql/mssql.ts';
import { createConnector } from '../../../src/connectors/mssql/open-mssql-connector.ts';
import { renderCell } from '../../../src/connectors/mssql/render-rows.ts';
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
  { name: 'id', db_type: 'int', json_type: 'integer', nullable: false },
  { name: 'title', db_type: 'nvarchar(40)', json_type: 'string' },
]);

type Answer = readonly (readonly MssqlCell[])[] | Error;

/** A connector over a server that gives these answers in turn, and what it was told. */
const scripted = (...answers: Answer[]): { connector: Connector; told: string[] } => {
  const told: string[] = [];
  const run = ({ sql }: Statement): Promise<MssqlResults> => {
    told.push(sql);
    const answer = answers.shift() ?? [];
    if (answer instanceof Error) return Promise.reject(answer);
    const columns = (answer[0] ?? []).map((_, index) => ({ name: `c${index}`, type: 'int' }));
    return Promise.resolve(Object.assign([{ columns, rows: answer }], { affected: answer.length }));
  };
  const mssql: Mssql = {
    run,
    transaction: async (work) => {
      told.push('BEGIN');
      try {
        const result = await work({ run });
        told.push('COMMIT');
        return result;
      } catch (error) {
        told.push('ROLLBACK');
        throw error;
      }
    },
    async *stream() {
      yield await Promise.resolve(['{"id":1}', '{"id":\n2}']);
    },
    close: () => Promise.resolve(),
  };
  return { connector: createConnector(mssql, 'dbo'), told };
};

const failure = (number: number): Error =>
  Object.assign(new Error('x'), { code: 'EREQUEST', number });

describe('On SQL Server', () => {
  it('rows come joined, keyed and in lines', async () => {
    const { connector } = scripted([['{"id":1}'], ['{"id":2}']], [['{"id":1}', '1', null]]);
    const read = connector.prepareRead(selectOf(books, { keys: ['id', 'title'] }));
    expect(await read.read()).toEqual({ json: '{"id":1},{"id":2}', count: 2 });
    expect(await read.readKeyed()).toEqual([{ json: '{"id":1}', keys: ['1', null] }]);
    let lines = '';
    for await (const chunk of read.stream()) lines += chunk;
    expect(lines).toBe('{"id":1}\n{"id": 2}\n');
  });

  it('one row is inserted without a transaction, several in one', async () => {
    const one = scripted([['{"id":1}', 1]]);
    expect(await one.connector.insert(insertOf(books, [{ title: 'a' }]))).toEqual({
      rows: ['{"id":1}'],
      affected: 1,
    });
    expect(one.told).toHaveLength(1);
    const two = scripted([
      ['{"id":1}', 1],
      ['{"id":2}', 1],
    ]);
    await two.connector.insert(insertOf(books, [{ title: 'a' }, { title: 'b' }]));
    expect(two.told).toEqual(['BEGIN', expect.stringContaining('INSERT INTO'), 'COMMIT']);
  });

  it('a row outside the check takes everything back', async () => {
    const check = compare('id', '<', integer(5));
    const { connector, told } = scripted([
      ['{"id":1}', 1],
      ['{"id":9}', 0],
    ]);
    const plan = insertOf(books, [{ title: 'a' }, { title: 'b' }], { check });
    expect(await faultOf(() => connector.insert(plan))).toBe('row_refused');
    expect(told.at(-1)).toBe('ROLLBACK');
    const update = scripted([['{"id":9}', 0]]);
    const set = [{ column: columnOf(books, 'title'), value: 'x' }];
    const where = key(['id'], [integer(9)]);
    expect(
      await faultOf(() =>
        update.connector.update({ table: books, set, where, check, returning: books.columns }),
      ),
    ).toBe('row_refused');
    expect(update.told.at(-1)).toBe('ROLLBACK');
  });

  describe('an upsert', () => {
    const onConflict = { columns: ['id'], action: 'update', update: ['title'] } as const;
    const plan = insertOf(books, [{ id: 1, title: 'a' }], { onConflict });

    it('updates the row that is there', async () => {
      const { connector, told } = scripted([['1']], [['1']], [['{"id":1}', 1]]);
      expect((await connector.insert(plan)).rows).toEqual(['{"id":1}']);
      expect(told[1]).toContain('WITH (UPDLOCK, SERIALIZABLE)');
      expect(told[3]).toContain('UPDATE [dbo].[books] SET [title] = @p1');
      expect(told[3]).not.toContain('[id] = @p2 OUTPUT');
    });

    it('inserts the row that is not', async () => {
      const { connector, told } = scripted([['0']], [['{"id":1}', 1]]);
      await connector.insert(plan);
      expect(told[2]).toContain('SET IDENTITY_INSERT [dbo].[books] ON');
    });

    it('updates after all when somebody else was first', async () => {
      const { connector, told } = scripted(
        [['0']],
        failure(2627),
        [['1']],
        [['1']],
        [['{"id":1}', 1]],
      );
      expect((await connector.insert(plan)).rows).toEqual(['{"id":1}']);
      expect(told.at(-2)).toContain('UPDATE');
    });

    it('is refused when another key is taken', async () => {
      const { connector } = scripted([['0']], failure(2627), [['0']]);
      expect(await faultOf(() => connector.insert(plan))).toBe('unique_violation');
    });

    it('that must not touch the row leaves it alone', async () => {
      const nothing = {
        ...plan,
        onConflict: { ...onConflict, action: 'nothing', update: [] },
      } as const;
      const { connector, told } = scripted([['1']]);
      expect(await connector.insert(nothing)).toEqual({ rows: [], affected: 0 });
      expect(told).toHaveLength(3);
      const check = compare('title', '=', { kind: 'text', value: 'mine' });
      const refused = scripted([['1']], [['0']]);
      const others = { ...plan, onConflict: { ...onConflict, check } };
      expect(await faultOf(() => refused.connector.insert(others))).toBe('row_refused');
      expect(refused.told.at(-1)).toBe('ROLLBACK');
    });
  });

  it('a record is read with its row locked', async () => {
    const { connector, told } = scripted([[1]], [['{"id":1}']]);
    const plan = selectOf(books, { where: key(['id'], [integer(1)]), limit: 1 });
    expect(await connector.transaction((session) => session.readLocked(plan))).toEqual({
      json: '{"id":1}',
      count: 1,
    });
    expect(told[1]).toContain('WITH (UPDLOCK, SERIALIZABLE)');
  });

  it('a deadlock is tried again, three times in all', async () => {
    const plan = insertOf(books, [{ title: 'a' }, { title: 'b' }]);
    const once = scripted(failure(1205), [
      ['{"id":1}', 1],
      ['{"id":2}', 1],
    ]);
    expect((await once.connector.insert(plan)).affected).toBe(2);
    const always = scripted(failure(1205), failure(1205), failure(1205), failure(1205));
    expect(await faultOf(() => always.connector.insert(plan))).toBe('database_busy');
    expect(always.told.filter((sql) => sql === 'BEGIN')).toHaveLength(3);
  });

  it('a statement that reads is rolled back, one that writes is committed', async () => {
    const request = { sql: 'SELECT 1 AS n', params: [], write: false, timeoutMs: 1000, rowsMax: 1 };
    const read = scripted([], [[1], [2]]);
    expect(await read.connector.runSql(request)).toMatchObject({
      json: '{"c0":1}',
      truncated: true,
    });
    expect(read.told.at(-1)).toBe('ROLLBACK');
    const write = scripted([]);
    await write.connector.runSql({ ...request, sql: 'DELETE FROM t', write: true });
    expect(write.told.at(-1)).toBe('COMMIT');
  });

  it.each<[Exclude<MssqlCell, null>, string, string]>([
    ['9223372036854775807', 'bigint', '9223372036854775807'],
    ['12', 'nvarchar', '"12"'],
    [1.5, 'decimal', '"1.5"'],
    [1e21, 'decimal', '"1000000000000000000000"'],
    [0.1, 'float', '0.1'],
    [true, 'bit', 'true'],
    [new Date('2024-02-11T08:00:00.125Z'), 'datetimeoffset', '"2024-02-11T08:00:00.125Z"'],
    [
      Object.assign(new Date('2024-02-11T08:00:00.125Z'), { nanosecondsDelta: 0.0004567 }),
      'datetime2',
      '"2024-02-11T08:00:00.1254567Z"',
    ],
    [new Date('2024-02-11T00:00:00Z'), 'date', '"2024-02-11"'],
    [new Date('1970-01-01T08:30:00.5Z'), 'time', '"08:30:00.500"'],
    [Buffer.from([0, 255]), 'varbinary', '"AP8="'],
  ])('a cell %s of %s is %s', (cell, type, json) => {
    expect(renderCell(cell, type)).toBe(json);
  });
});
