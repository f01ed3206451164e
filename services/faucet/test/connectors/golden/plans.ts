import { compileCount } from '../../../src/connectors/sql/compile-count.ts';
import { compileDelete } from '../../../src/connectors/sql/compile-delete.ts';
import { compileSelect } from '../../../src/connectors/sql/compile-select.ts';
import type { Dialect, RowShape, Statement } from '../../../src/connectors/sql/dialect.ts';
import type { Column, TableSchema } from '../../../src/model/schema.ts';
import type { CellValue, Projection, SelectPlan } from '../../../src/query/plan.ts';
import type { Predicate } from '../../../src/query/predicate.ts';
import { boolean, compare, decimal, integer, key, selectOf, text } from '../contract/builders.ts';

/**
 * Every kind of plan, over one table that each dialect types in its own words. What a dialect makes
 * of them stands in its `*.golden.sql`, to be read and compared by eye when it changes.
 */

/** Columns by what they hold: an automatic id, a title never null, and whatever the dialect adds. */
export const bookTable = (
  columns: readonly (Pick<Column, 'name' | 'db_type' | 'json_type'> & Partial<Column>)[],
): TableSchema => ({
  name: 'books',
  type: 'table',
  columns: columns.map((column, index) => ({
    position: index + 1,
    go_type: '',
    nullable: true,
    is_primary_key: column.name === 'id',
    is_auto_increment: column.name === 'id',
    is_unique: column.name === 'id',
    ...column,
  })),
  primary_key: ['id'],
  foreign_keys: [],
  indexes: [],
});

/** Names that break whoever forgets to quote. */
export const hostileTable: TableSchema = {
  ...bookTable([
    { name: `i"d]`, db_type: 'int', json_type: 'integer', nullable: false },
    { name: "o'r`d.er", db_type: 'varchar(40)', json_type: 'string' },
  ]),
  name: 'we"ird ]table',
  primary_key: [`i"d]`],
};

const count: Projection = { kind: 'aggregate', name: 'count', distinct: false, alias: 'n' };

const aggregate = (
  name: 'sum' | 'avg' | 'min' | 'max' | 'count',
  column: Column | undefined,
  alias: string,
  distinct = false,
): Projection => ({ kind: 'aggregate', name, ...(column && { column }), distinct, alias });

/** The reads of one dialect, by what they show. */
export const goldenReads = (dialect: Dialect, table: TableSchema): Record<string, Statement> => {
  const select = (parts: Parameters<typeof selectOf>[1], shape: RowShape = 'rows'): Statement =>
    compileSelect(dialect, selectOf(table, { limit: 25, ...parts }), shape);
  const where = (predicate: Predicate): Statement => select({ fields: ['id'], where: predicate });
  const column = (name: string): Column | undefined => table.columns.find((one) => one.name === name);
  const grouped: Partial<SelectPlan> = {
    projections: [
      ...['title'].flatMap((name) => projection(column(name))),
      count,
      aggregate('count', column('price'), 'prices', true),
      aggregate('sum', column('pages'), 'pages'),
      aggregate('avg', column('pages'), 'mean'),
      aggregate('sum', column('price'), 'total'),
      aggregate('max', column('at'), 'last'),
    ],
    group: ['title'],
    having: compare('n', '>', integer(2)),
    order: [{ target: { alias: 'n' }, direction: 'desc' }],
  };
  return {
    'every column': select({}),
    'keys beside the rows': select({ fields: ['title'], keys: table.columns.map(({ name }) => name) }, 'keyed'),
    'a page in an order with nulls': select({
      fields: ['id'],
      order: [
        { target: { column: 'pages' }, direction: 'asc' },
        { target: { column: 'at' }, direction: 'desc' },
        { target: { column: 'id' }, direction: 'asc' },
      ],
      offset: 50,
    }),
    'all rows': compileSelect(dialect, selectOf(table, { fields: ['id'] }), 'rows'),
    'rows after an offset': compileSelect(dialect, selectOf(table, { fields: ['id'], offset: 5 }), 'rows'),
    'a group and a condition on it': select(grouped),
    'at most three for each title': select({
      fields: ['id', 'title'],
      limitPer: ['title'],
      limit: 3,
      offset: 0,
      keys: ['title'],
      order: [{ target: { column: 'pages' }, direction: 'asc' }],
    }, 'keyed'),
    'after a cursor': where({
      kind: 'after',
      order: [
        { column: 'pages', direction: 'asc', value: integer(300) },
        { column: 'id', direction: 'desc', value: integer(7) },
      ],
    }),
    'after a cursor on null': where({
      kind: 'after',
      order: [
        { column: 'pages', direction: 'desc', value: null },
        { column: 'id', direction: 'asc', value: integer(7) },
      ],
    }),
    'comparisons of every type': where({
      kind: 'and',
      terms: [
        compare('id', '=', integer('9007199254740993')),
        compare('pages', '!=', decimal('1.5')),
        compare('price', '>=', decimal('12.50')),
        compare('price', '<', integer(20)),
        compare('ratio', '<=', decimal('1e-3')),
        compare('title', '>', text("L'Aquila")),
        compare('active', '=', boolean(true)),
        compare('born', '=', text('2024-02-29')),
        compare('at', '>', text('2024-02-11T08:00:00.5+05:30')),
        compare('bytes', '=', text('AAEC/w==')),
      ],
    }),
    'lists and ranges': where({
      kind: 'or',
      terms: [
        { kind: 'in', column: 'id', values: [integer(1), integer(2)], negated: false },
        { kind: 'in', column: 'title', values: [text('a')], negated: true },
        { kind: 'in', column: 'title', values: [], negated: false },
        { kind: 'between', column: 'pages', low: integer(1), high: integer(9), negated: true },
        { kind: 'not', term: { kind: 'null', column: 'at', negated: false } },
        { kind: 'never' },
      ],
    }),
    'patterns': where({
      kind: 'and',
      terms: [
        { kind: 'like', column: 'title', pattern: text('a%[b]_\\'), negated: false },
        { kind: 'like', column: 'pages', pattern: text('1%'), negated: true },
        { kind: 'match', column: 'title', position: 'anywhere', text: '50%_[x]\\' },
        { kind: 'match', column: 'price', position: 'start', text: '1' },
        { kind: 'match', column: 'at', position: 'end', text: 'Z' },
      ],
    }),
    'some keys': where(key(['id'], [integer(1)], [integer(2)])),
    'composite keys': where(key(['id', 'title'], [integer(1), text('a')], [integer(2), text('b')])),
    'a count': compileCount(dialect, table, compare('pages', '>', integer(100))),
    'a count of all': compileCount(dialect, table, undefined),
    'a delete': compileDelete(dialect, { table, where: key(['id'], [integer(3)]) }),
  };
};

const projection = (column: Column | undefined): readonly Projection[] =>
  column === undefined ? [] : [{ kind: 'column', column }];

/** A row with a value of every type, by column name. */
export const bookRecord: Readonly<Record<string, CellValue>> = {
  title: "O'Neil \\ [x] 🙂",
  pages: 300,
  price: { kind: 'number', text: '12345678901234567890.1234' },
  ratio: 0.1,
  active: true,
  born: '2024-02-29',
  at: '2024-02-11T08:00:00.125+05:30',
  bytes: 'AAEC/w==',
  doc: { kind: 'json', text: '{"a":[1,2.50]}' },
};

/** Statements as a file one can read: name, SQL, parameters. */
export const goldenText = (statements: Readonly<Record<string, Statement>>): string =>
  Object.entries(statements)
    .map(([name, { sql, params, ...rest }]) => {
      const values = params.map(shown).join(', ');
      const more = Object.keys(rest).length === 0 ? '' : `\n-- ${JSON.stringify(rest)}`;
      return `-- ${name}\n${sql}\n-- with: ${values === '' ? 'nothing' : values}${more}\n`;
    })
    .join('\n');

const shown = (value: Statement['params'][number]): string => {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  return JSON.stringify(value);
};
