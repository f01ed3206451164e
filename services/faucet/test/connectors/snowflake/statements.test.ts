import { describe, expect, it } from 'vitest';
import { compileCall } from '../../../src/connectors/snowflake/call-routine.ts';
import {
  compileInsertRows,
  compileKeys,
  compileReadBack,
} from '../../../src/connectors/snowflake/compile-write.ts';
import { alterTableSql, createTableSql } from '../../../src/connectors/snowflake/ddl.ts';
import { snowflakeDialect } from '../../../src/connectors/snowflake/dialect.ts';
import { routineOf } from '../../../src/connectors/snowflake/introspect.ts';
import { compileSelect } from '../../../src/connectors/sql/compile-select.ts';
import { compileUpdate } from '../../../src/connectors/sql/compile-update.ts';
import type { Statement } from '../../../src/connectors/sql/dialect.ts';
import { splitInsert } from '../../../src/connectors/sql/split-insert.ts';
import type { InsertPlan } from '../../../src/query/plan.ts';
import { columnOf, compare, insertOf, integer, key, selectOf, text } from '../contract/builders.ts';
import { arrayColumn, changedDefault, changes, gadgets, portable } from '../golden/definitions.ts';
import { bookRecord, bookTable, goldenReads, goldenText, hostileTable } from '../golden/plans.ts';

const dialect = snowflakeDialect('PUBLIC');

const books = bookTable([
  { name: 'id', db_type: 'NUMBER(38,0)', json_type: 'integer', nullable: false },
  { name: 'title', db_type: 'VARCHAR(200)', json_type: 'string', nullable: false, max_length: 200 },
  { name: 'pages', db_type: 'NUMBER(10,0)', json_type: 'integer' },
  { name: 'price', db_type: 'NUMBER(30,10)', json_type: 'number' },
  { name: 'ratio', db_type: 'FLOAT', json_type: 'number' },
  { name: 'active', db_type: 'BOOLEAN', json_type: 'boolean' },
  { name: 'born', db_type: 'DATE', json_type: 'string(date)' },
  { name: 'at', db_type: 'TIMESTAMP_TZ(9)', json_type: 'string(date-time)' },
  { name: 'bytes', db_type: 'BINARY', json_type: 'string(byte)' },
  { name: 'doc', db_type: 'VARIANT', json_type: 'object' },
  { name: 'map', db_type: 'OBJECT', json_type: 'object' },
  { name: 'list', db_type: 'ARRAY', json_type: 'array' },
  { name: 'plain', db_type: 'TIMESTAMP_NTZ(9)', json_type: 'string(date-time)' },
  { name: 'local', db_type: 'TIMESTAMP_LTZ(9)', json_type: 'string(date-time)' },
  { name: 'clock', db_type: 'TIME(9)', json_type: 'string(time)' },
  { name: 'place', db_type: 'GEOGRAPHY', json_type: 'string' },
]);

const insert = (plan: InsertPlan): Statement[] =>
  splitInsert(dialect, plan).map((batch) => compileInsertRows(dialect, batch));

const named = (name: string, statements: readonly Statement[]): Record<string, Statement> =>
  Object.fromEntries(statements.map((statement, index) => [`${name} ${index + 1}`, statement]));

const plainSql = (statements: readonly string[]): Statement[] =>
  statements.map((sql) => ({ sql, params: [] }));

const small = { returning: [columnOf(books, 'id'), columnOf(books, 'title')] };

describe('Snowflake is told', () => {
  it('to read', async () => {
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
          fields: ['id'],
          where: {
            kind: 'and',
            terms: [
              compare('plain', '=', text('2024-02-11')),
              compare('local', '>', text('2024-02-11T08:00:00+01:00')),
              compare('clock', '=', text('08:30')),
              compare('active', '=', text('true')),
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
    const json = (value: string) => ({ kind: 'json', text: value }) as const;
    await expect(
      goldenText({
        ...named(
          'rows of several shapes',
          insert(insertOf(books, [bookRecord, { title: 'b' }, { title: 'c' }])),
        ),
        ...named('nothing but defaults', insert(insertOf(books, [{}]))),
        ...named(
          'values of its own types',
          insert(
            insertOf(books, [
              {
                map: json('{"a":1}'),
                list: json('[1,null]'),
                plain: '2024-02-11T08:00:00.125Z',
                local: '2024-02-11',
                clock: '08:30:00.5',
                place: 'POINT(1 2)',
                title: null,
              },
            ]),
          ),
        ),
        'an update': compileUpdate(dialect, {
          table: books,
          set: [{ column: columnOf(books, 'doc'), value: json('{"a":1}') }],
          where: compare('pages', '>', integer(5)),
          ...small,
        }),
        'the keys before an update': compileKeys(dialect, books, compare('pages', '>', integer(5))),
        'the rows after a write': compileReadBack(
          dialect,
          { table: books, check, ...small },
          key(['id'], [text('1')], [text('2')]),
        ),
      }),
    ).toMatchFileSnapshot('./writes.golden.sql');
  });

  it('to call routines', async () => {
    const procedure = routineOf('procedure', {
      name: 'R',
      signature: `(CUSTOMER NUMBER, "my note" VARCHAR DEFAULT 'a, b', DOC VARIANT)`,
      return_type: 'VARCHAR',
    });
    const table = routineOf('function', {
      name: 'R',
      signature: '(A NUMBER)',
      return_type: 'TABLE (ID NUMBER)',
    });
    await expect(
      goldenText({
        'a procedure': compileCall(
          dialect,
          'PUBLIC',
          procedure,
          new Map<string, number | boolean>([
            ['DOC', true],
            ['CUSTOMER', 1],
          ]),
        ),
        'a function': compileCall(
          dialect,
          'PUBLIC',
          { ...table, returnsTable: false },
          new Map([['A', 1.5]]),
        ),
        'a function of a table': compileCall(dialect, 'PUBLIC', table, new Map([['A', 1]])),
      }),
    ).toMatchFileSnapshot('./routines.golden.sql');
  });

  it('to define tables', async () => {
    const altered = Object.entries(changes).flatMap(([name, change]) =>
      Object.entries(named(name, plainSql(alterTableSql('PUBLIC', { name: 'gad"gets]' }, change)))),
    );
    await expect(
      goldenText({
        ...named('create', plainSql([createTableSql('PUBLIC', gadgets)])),
        ...named('portable types', plainSql([createTableSql('PUBLIC', portable)])),
        ...Object.fromEntries(altered),
      }),
    ).toMatchFileSnapshot('./definitions.golden.sql');
    expect(() => alterTableSql('PUBLIC', books, changedDefault)).toThrow(
      'cannot change the default',
    );
    expect(() => createTableSql('PUBLIC', { ...portable, columns: [arrayColumn] })).toThrow(
      'ARRAY',
    );
  });
});

describe('Values that Snowflake cannot hold are refused before they are sent', () => {
  it.each([
    ['at', 'yesterday'],
    ['born', '2024-02-30'],
    ['clock', '25:00'],
    ['price', '1'.repeat(39)],
    ['bytes', 'no base64!'],
  ])('%s: %s', (column, value) => {
    expect(() =>
      compileSelect(dialect, selectOf(books, { where: compare(column, '=', text(value)) }), 'rows'),
    ).toThrow(`column "${column}"`);
    expect(() => insert(insertOf(books, [{ [column]: value }]))).toThrow(`column "${column}"`);
  });
});
