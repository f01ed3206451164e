import { describe, expect, it } from 'vitest';
import { compileCall } from '../../../src/connectors/mssql/call-routine.ts';
import {
  compileCheckedRead,
  compileInsertBatch,
  compileLock,
  compileUpdateBatch,
} from '../../../src/connectors/mssql/compile-write.ts';
import { alterTableSql, createTableSql } from '../../../src/connectors/mssql/ddl.ts';
import { mssqlDialect } from '../../../src/connectors/mssql/dialect.ts';
import { routineOf } from '../../../src/connectors/mssql/introspect.ts';
import { compileRawQuery } from '../../../src/connectors/mssql/run-raw-sql.ts';
import { compileSelect } from '../../../src/connectors/sql/compile-select.ts';
import type { Statement } from '../../../src/connectors/sql/dialect.ts';
import { splitInsert } from '../../../src/connectors/sql/split-insert.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { InsertPlan } from '../../../src/query/plan.ts';
import { columnOf, compare, insertOf, integer, key, selectOf, text } from '../contract/builders.ts';
import { arrayColumn, changedDefault, changes, gadgets, portable } from '../golden/definitions.ts';
import { bookRecord, bookTable, goldenReads, goldenText, hostileTable } from '../golden/plans.ts';

const dialect = mssqlDialect('dbo');

const books = bookTable([
  { name: 'id', db_type: 'bigint', json_type: 'integer', nullable: false },
  {
    name: 'title',
    db_type: 'nvarchar(200)',
    json_type: 'string',
    nullable: false,
    max_length: 200,
  },
  { name: 'pages', db_type: 'int', json_type: 'integer' },
  { name: 'price', db_type: 'decimal(30,10)', json_type: 'number' },
  { name: 'ratio', db_type: 'float', json_type: 'number' },
  { name: 'active', db_type: 'bit', json_type: 'boolean' },
  { name: 'born', db_type: 'date', json_type: 'string(date)' },
  { name: 'at', db_type: 'datetimeoffset(7)', json_type: 'string(date-time)' },
  { name: 'bytes', db_type: 'varbinary(max)', json_type: 'string(byte)' },
  { name: 'doc', db_type: 'json', json_type: 'object' },
  { name: 'code', db_type: 'varchar(20)', json_type: 'string' },
  { name: 'old', db_type: 'datetime', json_type: 'string(date-time)' },
  { name: 'plain', db_type: 'datetime2(7)', json_type: 'string(date-time)' },
  { name: 'clock', db_type: 'time(7)', json_type: 'string(time)' },
  { name: 'uid', db_type: 'uniqueidentifier', json_type: 'string(uuid)' },
  { name: 'cash', db_type: 'money', json_type: 'number' },
  { name: 'version', db_type: 'timestamp', json_type: 'string(byte)', is_generated: true },
  { name: 'shape', db_type: 'geography', json_type: 'string' },
  { name: 'notes', db_type: 'ntext', json_type: 'string' },
  { name: 'tree', db_type: 'hierarchyid', json_type: 'string' },
  { name: 'markup', db_type: 'xml', json_type: 'string' },
]);

const composite: TableSchema = { ...books, name: 'editions', primary_key: ['code', 'id'] };
const keyless: TableSchema = { ...books, name: 'log', primary_key: [] };

const insert = (plan: InsertPlan): Statement[] =>
  splitInsert(dialect, plan).map((batch) => compileInsertBatch(dialect, batch));

const named = (name: string, statements: readonly Statement[]): Record<string, Statement> =>
  Object.fromEntries(statements.map((statement, index) => [`${name} ${index + 1}`, statement]));

const small = { returning: [columnOf(books, 'id'), columnOf(books, 'title')] };

describe('SQL Server is told', () => {
  it('to read', async () => {
    const more = {
      'names that break whoever forgets to quote': compileSelect(
        dialect,
        selectOf(hostileTable, {
          where: compare("o'r`d.er", '=', text('x')),
          order: [{ target: { column: `i"d]` }, direction: 'desc' }],
          limit: 1,
        }),
        'rows',
      ),
      'literals of its own types': compileSelect(
        dialect,
        selectOf(books, {
          fields: ['id'],
          where: {
            kind: 'and',
            terms: [
              compare('code', '=', text('plain')),
              compare('code', '=', text('ü')),
              compare('old', '=', text('2024-02-11T08:00:00.003Z')),
              compare('plain', '=', text('2024-02-11')),
              compare('clock', '=', text('08:30')),
              compare('uid', '=', text('6F9619FF-8B86-D011-B42D-00C04FC964FF')),
              compare('cash', '>', integer(5)),
            ],
          },
        }),
        'rows',
      ),
    };
    await expect(goldenText({ ...goldenReads(dialect, books), ...more })).toMatchFileSnapshot(
      './reads.golden.sql',
    );
  });

  it('to write', async () => {
    const check = compare('pages', '<', integer(1000));
    await expect(
      goldenText({
        ...named(
          'rows of several shapes',
          insert(insertOf(books, [bookRecord, { title: 'b' }, { title: 'c' }], small)),
        ),
        ...named(
          'an id of the caller',
          insert(insertOf(books, [{ id: 7, title: null }], { ...small, check })),
        ),
        ...named('nothing but defaults', insert(insertOf(books, [{}], small))),
        ...named('a table without a key', insert(insertOf(keyless, [{ title: 'a' }], small))),
        ...named(
          'values of its own types',
          insert(
            insertOf(
              books,
              [
                {
                  old: '2024-02-11T08:00:00.003Z',
                  plain: '2024-02-11 10:00:00.1234567',
                  clock: '08:30',
                  uid: '6F9619FF-8B86-D011-B42D-00C04FC964FF',
                  cash: 1.5,
                  shape: 'POINT(1 2)',
                  tree: '/1/',
                  markup: '<a/>',
                  price: { kind: 'number', text: '1.5e3' },
                },
              ],
              { returning: books.columns },
            ),
          ),
        ),
        'an update of rows with a composite key': compileUpdateBatch(dialect, {
          table: composite,
          set: [{ column: columnOf(books, 'code'), value: 'b' }],
          where: key(['code', 'id'], [text('a'), integer(1)]),
          ...small,
        }),
        'an update that is checked': compileUpdateBatch(dialect, {
          table: books,
          set: [
            { column: columnOf(books, 'title'), value: 'new' },
            { column: columnOf(books, 'bytes'), value: null },
          ],
          where: compare('pages', '>', integer(5)),
          check,
          ...small,
        }),
        'looking for a row to upsert': compileLock(dialect, books, key(['id'], [integer(1)])),
        'a row that is only read': compileCheckedRead(
          dialect,
          { table: books, check, ...small },
          key(['id'], [integer(1)]),
        ),
      }),
    ).toMatchFileSnapshot('./writes.golden.sql');
  });

  it('to call routines', async () => {
    const type = { type: 'int', max_length: 4, precision: 10, scale: 0 };
    const parameter = (name: string, more = {}) => ({
      routine: 'r',
      position: 1,
      name,
      is_output: false,
      ...type,
      ...more,
    });
    const word = { type: 'nvarchar', max_length: 80, precision: 0, scale: 0 };
    const procedure = routineOf({ name: 'r', type: 'P ' }, [
      parameter('@customer'),
      parameter('@note', { ...word, position: 2 }),
      parameter('@total', {
        type: 'decimal',
        precision: 10,
        scale: 2,
        position: 3,
        is_output: true,
      }),
    ]);
    const scalar = routineOf({ name: 'r', type: 'FN' }, [
      parameter('', { position: 0 }),
      parameter('@a'),
      parameter('@b', { position: 2 }),
    ]);
    const table = routineOf({ name: 'r', type: 'IF' }, [parameter('@a')]);
    await expect(
      goldenText({
        'a procedure with an output': compileCall(
          dialect,
          'dbo',
          procedure,
          new Map([['note', "it's"]]),
        ),
        'a procedure that takes an output along': compileCall(
          dialect,
          'dbo',
          procedure,
          new Map<string, number>([
            ['customer', 1],
            ['total', 2.5],
          ]),
        ),
        'a function, one argument left out': compileCall(
          dialect,
          'dbo',
          scalar,
          new Map([['b', 2]]),
        ),
        'a function of a table': compileCall(dialect, 'dbo', table, new Map([['a', 2]])),
      }),
    ).toMatchFileSnapshot('./routines.golden.sql');
    expect(() => compileCall(dialect, 'dbo', procedure, new Map([['nope', 1]]))).toThrow(
      'r: "nope" is not a parameter; it takes customer, note, total',
    );
  });

  it('to define tables', async () => {
    const altered = Object.entries({ ...changes, 'change a default': changedDefault }).flatMap(
      ([name, change]) =>
        Object.entries(named(name, alterTableSql('dbo', { name: 'gad"gets]' }, change))),
    );
    await expect(
      goldenText({
        ...named('create', createTableSql('dbo', gadgets)),
        ...named('portable types', createTableSql('dbo', portable)),
        ...Object.fromEntries(altered),
      }),
    ).toMatchFileSnapshot('./definitions.golden.sql');
    expect(() => createTableSql('dbo', { ...portable, columns: [arrayColumn] })).toThrow(
      'SQL Server has no array types',
    );
  });

  it('to send decimals of a statement of the caller as text', async () => {
    const sql = "SELECT price, name AS [a]]b] FROM t WHERE name = 'x' AND id = @p1";
    await expect(
      goldenText({
        'without decimals': compileRawQuery(sql, [1], 100, [{ name: 'id', type: 'int' }]),
        'with a decimal': compileRawQuery(sql, [1, 'text', null, 1.5, true], 100, [
          { name: 'price', type: 'decimal(10,2)' },
          { name: 'a]b', type: 'nvarchar(40)' },
          { name: null, type: 'int' },
        ]),
      }),
    ).toMatchFileSnapshot('./raw.golden.sql');
  });
});

describe('Values that SQL Server cannot hold are refused before they are sent', () => {
  it.each([
    ['uid', 'no uuid'],
    ['at', 'yesterday'],
    ['born', '2024-02-30'],
    ['clock', '25:00'],
    ['price', '1'.repeat(39)],
    ['pages', '1.5x'],
  ])('%s: %s', (column, value) => {
    expect(() =>
      compileSelect(dialect, selectOf(books, { where: compare(column, '=', text(value)) }), 'rows'),
    ).toThrow(`column "${column}"`);
    expect(() => insert(insertOf(books, [{ [column]: value }]))).toThrow(`column "${column}"`);
  });
});
