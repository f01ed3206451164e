import { describe, expect, it } from 'vitest';
import { compileCall } from '../../../src/connectors/oracle/call-routine.ts';
import {
  compileCheckedRead,
  compileInsertRow,
  compileLock,
  compileReadBack,
  compileUpdateRows,
} from '../../../src/connectors/oracle/compile-write.ts';
import { alterTableSql, createTableSql } from '../../../src/connectors/oracle/ddl.ts';
import { oracleDialect } from '../../../src/connectors/oracle/dialect.ts';
import { routineOf } from '../../../src/connectors/oracle/introspect.ts';
import { compileSelect } from '../../../src/connectors/sql/compile-select.ts';
import type { Statement } from '../../../src/connectors/sql/dialect.ts';
import { splitInsert } from '../../../src/connectors/sql/split-insert.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { InsertPlan } from '../../../src/query/plan.ts';
import { columnOf, compare, insertOf, integer, key, selectOf, text } from '../contract/builders.ts';
import { arrayColumn, changedDefault, changes, gadgets, portable } from '../golden/definitions.ts';
import { bookRecord, bookTable, goldenReads, goldenText, hostileTable } from '../golden/plans.ts';

const dialect = oracleDialect('APP');

const books = bookTable([
  { name: 'id', db_type: 'NUMBER(19)', json_type: 'integer', nullable: false },
  {
    name: 'title',
    db_type: 'VARCHAR2(200)',
    json_type: 'string',
    nullable: false,
    max_length: 200,
  },
  { name: 'pages', db_type: 'NUMBER(10)', json_type: 'integer' },
  { name: 'price', db_type: 'NUMBER(30,10)', json_type: 'number' },
  { name: 'ratio', db_type: 'BINARY_DOUBLE', json_type: 'number' },
  { name: 'active', db_type: 'NUMBER(1)', json_type: 'integer' },
  { name: 'born', db_type: 'DATE', json_type: 'string(date-time)' },
  { name: 'at', db_type: 'TIMESTAMP(6) WITH TIME ZONE', json_type: 'string(date-time)' },
  { name: 'bytes', db_type: 'RAW(2000)', json_type: 'string(byte)' },
  { name: 'doc', db_type: 'CLOB', json_type: 'object' },
  { name: 'scan', db_type: 'BLOB', json_type: 'string(byte)' },
  { name: 'notes', db_type: 'CLOB', json_type: 'string' },
  { name: 'code', db_type: 'CHAR(10)', json_type: 'string', max_length: 10 },
  { name: 'loose', db_type: 'NUMBER', json_type: 'integer' },
  { name: 'plain', db_type: 'TIMESTAMP(6)', json_type: 'string(date-time)' },
  { name: 'local', db_type: 'TIMESTAMP(6) WITH LOCAL TIME ZONE', json_type: 'string(date-time)' },
  { name: 'span', db_type: 'INTERVAL DAY(2) TO SECOND(6)', json_type: 'string' },
  { name: 'native', db_type: 'JSON', json_type: 'object' },
  { name: 'yes', db_type: 'BOOLEAN', json_type: 'boolean' },
  { name: 'place', db_type: 'ROWID', json_type: 'string' },
  { name: 'markup', db_type: 'XMLTYPE', json_type: 'string' },
]);

const shelf: TableSchema = { ...books, name: 'shelf', type: 'view' };

const insert = (plan: InsertPlan): Statement[] =>
  splitInsert(dialect, plan).map((batch) => compileInsertRow(dialect, batch));

const named = (name: string, statements: readonly Statement[]): Record<string, Statement> =>
  Object.fromEntries(statements.map((statement, index) => [`${name} ${index + 1}`, statement]));

const plainSql = (statements: readonly string[]): Statement[] =>
  statements.map((sql) => ({ sql, params: [] }));

const small = { returning: [columnOf(books, 'id'), columnOf(books, 'scan')] };

describe('Oracle is told', () => {
  it('to read', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => integer(index));
    const more = {
      'names that break whoever forgets to quote': compileSelect(
        dialect,
        selectOf(hostileTable, {
          order: [{ target: { column: `i"d]` }, direction: 'desc' }],
          limit: 1,
        }),
        'rows',
      ),
      'literals of its own types': compileSelect(
        dialect,
        selectOf(books, {
          fields: ['id', 'scan'],
          where: {
            kind: 'and',
            terms: [
              compare('code', '=', text('ab')),
              compare('code', '=', text('abcdefghijk')),
              compare('born', '=', text('2024-02-11T08:00:00.5Z')),
              compare('plain', '=', text('2024-02-11')),
              compare('local', '>', text('2024-02-11T08:00:00+01:00')),
              compare('yes', '=', text('true')),
              compare('place', '=', text('AAAR3sAAEAAAACXAAA')),
              compare('loose', '=', text('1.5e3')),
            ],
          },
        }),
        'keyed',
      ),
      'nothing but a large object': compileSelect(
        dialect,
        selectOf(books, { fields: ['scan'] }),
        'rows',
      ),
    };
    await expect(goldenText({ ...goldenReads(dialect, books), ...more })).toMatchFileSnapshot(
      './reads.golden.sql',
    );
    const long = compileSelect(
      dialect,
      selectOf(books, { where: { kind: 'in', column: 'id', values: many, negated: false } }),
      'rows',
    );
    expect(long.sql).toContain(') OR t."id" IN (TO_NUMBER(:1001)))');
  });

  it('to write', async () => {
    const check = compare('pages', '<', integer(1000));
    await expect(
      goldenText({
        ...named(
          'rows of several shapes',
          insert(insertOf(books, [bookRecord, { title: 'b' }], small)),
        ),
        ...named('nothing but defaults', insert(insertOf(books, [{}], small))),
        ...named('through a view', insert(insertOf(shelf, [{ title: 'b' }], small))),
        ...named(
          'values of its own types',
          insert(
            insertOf(books, [
              {
                scan: 'AAEC',
                loose: 1.25,
                born: '2024-02-11T08:00:00.5Z',
                plain: '2024-02-11',
                local: '2024-02-11T08:00:00Z',
                span: '3 04:05:06',
                native: true,
                yes: true,
                markup: '<a/>',
                active: true,
              },
            ]),
          ),
        ),
        'an update': compileUpdateRows(dialect, {
          table: books,
          set: [
            { column: columnOf(books, 'title'), value: 'new' },
            { column: columnOf(books, 'bytes'), value: null },
          ],
          where: compare('pages', '>', integer(5)),
          check,
          ...small,
        }),
        'the rows of two places': compileReadBack(dialect, { table: books, check, ...small }, [
          'AAA',
          'AAB',
        ]),
        'a row that is only read': compileCheckedRead(
          dialect,
          { table: books, ...small },
          key(['id'], [integer(1)]),
        ),
        'looking for a row to upsert': compileLock(dialect, books, key(['id'], [integer(1)])),
      }),
    ).toMatchFileSnapshot('./writes.golden.sql');
  });

  it('to call routines', async () => {
    const argument = (name: string | null, position: number, more = {}) => ({
      routine: 'R',
      position: String(position),
      data_type: 'NUMBER',
      name,
      in_out: 'IN',
      defaulted: 'N',
      ...more,
    });
    const procedure = routineOf({ name: 'R', type: 'PROCEDURE' }, [
      argument('CUSTOMER', 1),
      argument('NOTE', 2, { data_type: 'VARCHAR2', defaulted: 'Y' }),
      argument('TOTAL', 3, { in_out: 'OUT' }),
      argument('DONE', 4, { in_out: 'IN/OUT', data_type: 'PL/SQL BOOLEAN' }),
    ]);
    const cursors = routineOf({ name: 'R', type: 'PROCEDURE' }, [
      argument('SINCE', 1, { data_type: 'DATE' }),
      argument('FOUND', 2, { in_out: 'OUT', data_type: 'REF CURSOR' }),
      argument('N', 3, { in_out: 'OUT' }),
    ]);
    const scalar = routineOf({ name: 'R', type: 'FUNCTION' }, [
      argument(null, 0, { in_out: 'OUT', data_type: 'VARCHAR2' }),
      argument('A', 1),
    ]);
    const returned = routineOf({ name: 'R', type: 'FUNCTION' }, [
      argument(null, 0, { in_out: 'OUT', data_type: 'REF CURSOR' }),
      argument('A', 1),
    ]);
    const nothing = routineOf({ name: 'R', type: 'PROCEDURE' }, [
      argument(null, 1, { data_type: null }),
    ]);
    await expect(
      goldenText({
        'a procedure with outputs': compileCall(
          dialect,
          'APP',
          procedure,
          new Map<string, number | boolean>([
            ['CUSTOMER', 1],
            ['DONE', true],
          ]),
        ),
        'a procedure with a cursor': compileCall(
          dialect,
          'APP',
          cursors,
          new Map([['SINCE', '2024-02-11']]),
        ),
        'a function': compileCall(dialect, 'APP', scalar, new Map([['A', 1.5]])),
        'a function that returns a cursor': compileCall(
          dialect,
          'APP',
          returned,
          new Map([['A', 1]]),
        ),
        'a procedure without parameters': compileCall(dialect, 'APP', nothing, new Map()),
      }),
    ).toMatchFileSnapshot('./routines.golden.sql');
    expect(() => compileCall(dialect, 'APP', procedure, new Map())).toThrow(
      'R: missing "CUSTOMER", "DONE"',
    );
    expect(() =>
      compileCall(
        dialect,
        'APP',
        procedure,
        new Map<string, number | string>([
          ['CUSTOMER', 1],
          ['DONE', 'perhaps'],
        ]),
      ),
    ).toThrow('"DONE" takes true or false');
  });

  it('to define tables', async () => {
    const altered = Object.entries({ ...changes, 'change a default': changedDefault }).flatMap(
      ([name, change]) =>
        Object.entries(
          named(
            name,
            plainSql(
              alterTableSql(
                'APP',
                { ...books, columns: [{ ...columnOf(books, 'pages'), name: 'note' }] },
                change,
              ),
            ),
          ),
        ),
    );
    await expect(
      goldenText({
        ...named('create', plainSql(createTableSql('APP', gadgets))),
        ...named('portable types', plainSql(createTableSql('APP', portable))),
        ...Object.fromEntries(altered),
      }),
    ).toMatchFileSnapshot('./definitions.golden.sql');
    expect(() => createTableSql('APP', { ...portable, columns: [arrayColumn] })).toThrow(
      'Oracle has no array types',
    );
    const cascading = gadgets.foreignKeys.map((one) => ({ ...one, onUpdate: 'CASCADE' as const }));
    expect(() => createTableSql('APP', { ...gadgets, foreignKeys: cascading })).toThrow(
      'Oracle has no ON UPDATE CASCADE',
    );
  });
});

describe('Values that Oracle cannot hold are refused before they are sent', () => {
  it.each([
    ['at', 'yesterday'],
    ['born', '2024-02-30'],
    ['price', 'one'],
    ['pages', '1.5x'],
    ['bytes', 'no base64!'],
  ])('%s: %s', (column, value) => {
    expect(() =>
      compileSelect(dialect, selectOf(books, { where: compare(column, '=', text(value)) }), 'rows'),
    ).toThrow(`column "${column}"`);
    expect(() => insert(insertOf(books, [{ [column]: value }]))).toThrow(`column "${column}"`);
  });
});
