import { describe, expect, it } from 'vitest';
import { type Permission, sumOfRules, unrestricted } from '../../src/access/permission.ts';
import type { RowFilter } from '../../src/model/role.ts';
import type { TableSchema } from '../../src/model/schema.ts';
import { encodeCursor } from '../../src/query/cursor.ts';
import {
  planRead,
  planOtherFilter,
  planReadOne,
  type ReadPlan,
} from '../../src/query/plan-read.ts';
import type { Projection } from '../../src/query/plan.ts';
import type { ReadParameters } from '../../src/query/read-parameters.ts';
import { caught } from './caught.ts';
import { column, customers, items, table } from './tables.ts';

const plan = (
  parameters: ReadParameters,
  permission: Permission = unrestricted,
  of: TableSchema = customers,
): ReadPlan => planRead({ table: of, permission }, parameters);

const refusal = (parameters: ReadParameters, permission?: Permission, of?: TableSchema): string =>
  caught(() => plan(parameters, permission, of)).message;

const names = (projections: readonly Projection[]): readonly string[] =>
  projections.map((one) => (one.kind === 'column' ? one.column.name : one.alias));

const rule = (
  columns: readonly string[],
  filters: readonly RowFilter[] = [],
): Parameters<typeof sumOfRules>[1][number] => ({ columns, filters, filterOp: 'AND' });

const inParis: RowFilter = { name: 'city', operator: '=', value: 'Paris' };

describe('a list', () => {
  it('asked for nothing is the first 25 rows with all columns in the order of the key', () => {
    const { select, page, total } = plan({});
    expect(names(select.projections)).toEqual(customers.columns.map(({ name }) => name));
    expect(select).toMatchObject({ limit: 25, offset: 0, group: [], keys: [] });
    expect(select.order).toEqual([{ target: { column: 'id' }, direction: 'asc' }]);
    expect(select.where).toBeUndefined();
    expect(page).toEqual({ limit: 25, offset: 0 });
    expect(total).toBeUndefined();
  });

  it('treats absent, blank and unreadable parameters alike', () => {
    const nothing = plan({});
    expect(
      plan({
        fields: ' , ',
        filter: ' ',
        ids: ' ',
        order: '',
        limit: 'many',
        offset: 'x',
        cursor: '',
      }),
    ).toEqual(nothing);
  });

  it('clamps the limit and refuses 0 and less', () => {
    expect(plan({ limit: '5000' }).page.limit).toBe(1000);
    expect(plan({ limit: '+3' }).page.limit).toBe(3);
    expect(plan({ offset: '-5' }).page.offset).toBe(0);
    expect(refusal({ limit: '0' })).toContain('between 1 and 1000');
    expect(refusal({ limit: '-1' })).toContain('limit');
    expect(refusal({ offset: '99999999999999999999' })).toContain('offset');
    expect(refusal({ limit: 'all' })).toContain('x-ndjson');
    const stream = planRead(
      { table: customers, permission: unrestricted },
      { limit: 'ALL' },
      { stream: true },
    );
    expect(stream.select.limit).toBeUndefined();
  });

  it('orders by columns and appends the key as tie-breaker', () => {
    expect(plan({ order: 'age desc, name ASC, age' }).select.order).toEqual([
      { target: { column: 'age' }, direction: 'desc' },
      { target: { column: 'name' }, direction: 'asc' },
      { target: { column: 'id' }, direction: 'asc' },
    ]);
    expect(refusal({ order: 'id sideways' })).toBe(
      'Invalid order parameter: invalid order direction "sideways": must be ASC or DESC',
    );
    expect(refusal({ order: 'nope' })).toBe(
      'Invalid order parameter: column "nope" does not exist in "customers"',
    );
    expect(refusal({ order: 'a b c' })).toMatch(/^Invalid order parameter/);
  });

  it('joins ids and filter with AND', () => {
    expect(plan({ filter: 'id = 37 OR id = 38', ids: '38' }).select.where).toMatchObject({
      kind: 'and',
      terms: [{ kind: 'or' }, { kind: 'key', columns: ['id'], rows: [[{ text: '38' }]] }],
    });
    expect(refusal({ ids: '1,x' })).toContain('"x" is no integer');
    expect(refusal({ ids: '1' }, unrestricted, items)).toContain('no single-column primary key');
  });

  it('names the column or function that does not exist', () => {
    const refusals: readonly (readonly [ReadParameters, string])[] = [
      [{ fields: 'nope' }, 'Invalid fields parameter: column "nope" does not exist in "customers"'],
      [{ fields: '*' }, 'Invalid fields parameter: '],
      [{ fields: 'name AS n' }, 'Invalid fields parameter: '],
      [
        { fields: 'city,COUNT(*)' },
        'column "city" must be wrapped in an aggregate function or listed in the group parameter',
      ],
      [{ fields: 'median(age)' }, 'unknown function "median"'],
      [{ fields: 'SUM(*)' }, 'only COUNT(*)'],
      [{ fields: 'SUM(DISTINCT age)' }, 'DISTINCT is only for COUNT'],
      [{ fields: 'COUNT(*) AS select' }, 'reserved word'],
      [{ fields: 'COUNT(*) AS 1n' }, 'letters, digits and _'],
      [{ fields: 'COUNT(*' }, 'closing parenthesis'],
      [{ fields: 'SUM(nope)' }, 'column "nope" does not exist'],
      [{ fields: 'COUNT(*), COUNT(id) AS count' }, '"count" stands for two things'],
      [{ group: 'city' }, 'Invalid group parameter: it needs the fields parameter'],
      [{ fields: 'city', group: 'nope' }, 'Invalid group parameter: column "nope"'],
      [
        { fields: 'city', group: 'city', order: 'age' },
        'Invalid order parameter: column "age" must be',
      ],
      [{ having: 'n > 1' }, 'Invalid having parameter: it needs an aggregate'],
      [
        { fields: 'COUNT(*) AS n', having: 'city = 1' },
        'Invalid having parameter: column "city" does not exist',
      ],
    ];
    for (const [parameters, reason] of refusals) expect(refusal(parameters)).toContain(reason);
  });

  it('groups, aggregates and orders by aliases', () => {
    const { select, cursor, total } = plan({
      fields: 'city, COUNT( * ) AS n, avg(balance), count(distinct email)',
      group: 'city',
      having: "n > 5 AND city != 'Oslo'",
      order: 'n DESC, city',
      include_count: 'true',
    });
    expect(names(select.projections)).toEqual(['city', 'n', 'avg_balance', 'count_distinct_email']);
    expect(select.group).toEqual(['city']);
    expect(select.having).toMatchObject({
      kind: 'and',
      terms: [{ column: 'n' }, { column: 'city' }],
    });
    expect(select.order).toEqual([
      { target: { alias: 'n' }, direction: 'desc' },
      { target: { column: 'city' }, direction: 'asc' },
    ]);
    expect(cursor).toBeUndefined();
    expect(total).toBeUndefined();
  });

  it('has a total when asked, without page and cursor', () => {
    expect(plan({ filter: 'id > 10', limit: '3', include_count: '1' }).total).toMatchObject({
      where: { kind: 'compare', column: 'id' },
    });
    expect(plan({ include_count: 'yes' }).total).toBeUndefined();
  });

  it('finds columns with any name by that name', () => {
    const odd = table('odd', [column('id', 'integer'), column('Full Name'), column('order desc')]);
    const { select } = plan(
      { fields: 'Full Name,order desc', order: 'Full Name desc,order desc' },
      unrestricted,
      odd,
    );
    expect(names(select.projections)).toEqual(['Full Name', 'order desc']);
    expect(select.order[0]).toEqual({ target: { column: 'Full Name' }, direction: 'desc' });
    expect(select.order[1]).toEqual({ target: { column: 'order desc' }, direction: 'asc' });
  });
});

describe('a list for a role', () => {
  it('shows the open columns and knows no others anywhere', () => {
    const permission = sumOfRules('r', [rule(['id', 'name'])]);
    expect(names(plan({}, permission).select.projections)).toEqual(['id', 'name']);
    for (const parameters of [
      { fields: 'email' },
      { fields: 'COUNT(email)' },
      { filter: "email = 'x'" },
      { order: 'email' },
      { fields: 'email', group: 'email' },
    ]) {
      expect(refusal(parameters, permission)).toContain('"email" does not exist in "customers"');
    }
  });

  it('holds rows, total and aggregates to the row filter', () => {
    const permission = sumOfRules('r', [rule([], [inParis])]);
    const paris = { kind: 'compare', column: 'city', operator: '=', value: { value: 'Paris' } };
    expect(plan({}, permission).select.where).toMatchObject(paris);
    expect(plan({ include_count: 'true' }, permission).total?.where).toMatchObject(paris);
    expect(plan({ fields: 'COUNT(*)' }, permission).select.where).toMatchObject(paris);
    expect(plan({ filter: 'id = 1 OR id = 2' }, permission).select.where).toMatchObject({
      kind: 'and',
      terms: [{ kind: 'or' }, paris],
    });
  });

  it('opens all rows to columns that one rule opens without filters', () => {
    const permission = sumOfRules('r', [rule(['id', 'name']), rule([], [inParis])]);
    expect(plan({ fields: 'id,name' }, permission).select.where).toBeUndefined();
    expect(plan({ fields: 'id,email' }, permission).select.where).toMatchObject({ column: 'city' });
    expect(plan({ fields: 'id', order: 'email' }, permission).select.where).toMatchObject({
      column: 'city',
    });
    expect(plan({ fields: 'name' }, permission).cursor).toBeUndefined();
  });

  it('opens no row by a filter that cannot be', () => {
    const impossible: readonly RowFilter[] = [
      { name: 'tenant', operator: '=', value: 1 },
      { name: 'id', operator: '=', value: 'abc' },
      { name: 'id', operator: '=' },
      { name: 'id', operator: 'not in', value: [] },
      { name: 'name', operator: 'contains', value: null },
    ];
    for (const filter of impossible) {
      const permission = sumOfRules('r', [rule([], [filter])]);
      expect(plan({}, permission).select.where, filter.operator).toEqual({ kind: 'never' });
    }
  });

  it('understands every operator of a row filter', () => {
    const operators: readonly (readonly [RowFilter, object])[] = [
      [
        { name: 'id', operator: '<>', value: '5' },
        { kind: 'compare', operator: '!=', value: { kind: 'integer', text: '5' } },
      ],
      [
        { name: 'age', operator: '<=', value: 5 },
        { kind: 'compare', operator: '<=' },
      ],
      [
        { name: 'name', operator: 'like', value: 'A%' },
        { kind: 'like', pattern: { value: 'A%' }, negated: false },
      ],
      [
        { name: 'id', operator: 'in', value: [1, 2] },
        { kind: 'in', negated: false },
      ],
      [
        { name: 'id', operator: 'not in', value: 7 },
        { kind: 'in', negated: true, values: [{ text: '7' }] },
      ],
      [
        { name: 'name', operator: 'contains', value: 5 },
        { kind: 'match', position: 'anywhere', text: '5' },
      ],
      [
        { name: 'name', operator: 'starts with', value: 'x' },
        { kind: 'match', position: 'start' },
      ],
      [
        { name: 'name', operator: 'ends with', value: 'x' },
        { kind: 'match', position: 'end' },
      ],
      [
        { name: 'notes', operator: 'is null' },
        { kind: 'null', negated: false },
      ],
      [
        { name: 'notes', operator: 'is not null' },
        { kind: 'null', negated: true },
      ],
    ];
    for (const [filter, predicate] of operators) {
      const permission = sumOfRules('r', [rule([], [filter])]);
      expect(plan({}, permission).select.where, filter.operator).toMatchObject(predicate);
    }
  });
});

describe('a cursor', () => {
  const first = plan({ order: 'city DESC', filter: 'age > 1' });
  const token = first.cursor === undefined ? '' : encodeCursor(first.cursor, ['Zürich', '7']);

  it('continues after the row it was made of, in the same list', () => {
    const next = plan({ order: 'city DESC', filter: 'age > 1', cursor: token, limit: '3' });
    expect(next.select.where).toMatchObject({
      kind: 'and',
      terms: [
        { kind: 'compare', column: 'age' },
        {
          kind: 'after',
          order: [
            { column: 'city', direction: 'desc', value: { kind: 'text', value: 'Zürich' } },
            { column: 'id', direction: 'asc', value: { kind: 'integer', text: '7' } },
          ],
        },
      ],
    });
    expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('is refused by another list, with an offset, and when it was tampered with', () => {
    expect(refusal({ order: 'city', filter: 'age > 1', cursor: token })).toContain(
      'belongs to another',
    );
    expect(refusal({ order: 'city DESC', cursor: token })).toContain('belongs to another');
    expect(
      refusal({ order: 'city DESC', filter: 'age > 1', cursor: token, offset: '5' }),
    ).toContain('offset');
    for (const bad of ['x', '%%%', btoa('{}'), btoa('[1,2]'), btoa('["a"]')]) {
      expect(refusal({ cursor: bad })).toMatch(/^Invalid cursor parameter/);
    }
  });

  it('needs a primary key and ordinary columns', () => {
    const noKey = table('log', [column('line')], { primary_key: [] });
    expect(plan({}, unrestricted, noKey).cursor).toBeUndefined();
    expect(plan({}, unrestricted, noKey).select.order).toEqual([]);
    expect(refusal({ cursor: token }, unrestricted, noKey)).toContain('primary key');
    expect(plan({ order: 'data' }).cursor).toBeUndefined();
  });

  it('reads its values from the row where its JSON has them exactly, else beside it', () => {
    expect(plan({}).cursor?.source).toBe('json');
    expect(plan({ fields: 'name' })).toMatchObject({
      cursor: { source: { keys: [0] } },
      select: { keys: ['id'] },
    });
    expect(plan({ order: 'created_at' })).toMatchObject({ select: { keys: ['created_at', 'id'] } });
  });
});

describe('a single record', () => {
  const one = (key: string, of: TableSchema = customers): ReadPlan =>
    planReadOne({ table: of, permission: unrestricted }, key, {});

  it('is found by the values of its key, in the order of the key', () => {
    expect(one('42').select.where).toEqual({
      kind: 'key',
      columns: ['id'],
      rows: [[{ kind: 'integer', text: '42' }]],
    });
    expect(one('1,a\\,b\\\\', items).select.where).toEqual({
      kind: 'key',
      columns: ['order_id', 'sku'],
      rows: [
        [
          { kind: 'integer', text: '1' },
          { kind: 'text', value: 'a,b\\' },
        ],
      ],
    });
  });

  it('is not found by a key that its columns cannot have', () => {
    expect(caught(() => one('abc')).code).toBe('record_not_found');
    expect(caught(() => one('1', items)).message).toContain('2 key columns (order_id,sku), got 1');
    const noKey = table('log', [column('line')], { primary_key: [] });
    expect(caught(() => one('1', noKey)).message).toContain('no primary key');
  });

  it('keeps commas in the value of a key of one column', () => {
    const codes = table('codes', [column('code')]);
    expect(one('a,b', codes).select.where).toMatchObject({ rows: [[{ value: 'a,b' }]] });
  });
});

describe('the same list with other values in its filter', () => {
  const subject = (permission = unrestricted): Parameters<typeof planOtherFilter>[1] => ({
    table: customers,
    permission,
  });

  it('is planned as if it had been planned from the start', () => {
    const restricted = sumOfRules('r', [rule([], [inParis])]);
    for (const permission of [unrestricted, restricted]) {
      for (const more of [{}, { order: 'city DESC', fields: 'name,city', include_count: 'true' }]) {
        const first = { filter: "age > 30 AND city = 'Oslo'", ...more };
        const next = { filter: "age > 4 AND city = 'Bari'", ...more };
        const other = planOtherFilter(plan(first, permission), subject(permission), next);
        expect(other).toEqual(plan(next, permission));
      }
    }
  });

  it('refuses a value that its column cannot have', () => {
    const first = plan({ filter: 'age > 30' });
    const refused = caught(() => planOtherFilter(first, subject(), { filter: 'age > 1.5x' }));
    expect(refused.code).toBe('invalid_filter');
  });
});
