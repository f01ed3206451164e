import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Permission, unrestricted } from '../../src/access/permission.ts';
import type { ColumnDefinition, Connector, PortableType } from '../../src/connectors/connector.ts';
import type { DatabaseSchema, TableSchema } from '../../src/model/schema.ts';
import type { ReadParameters } from '../../src/query/read-parameters.ts';
import { deleteRecords } from '../../src/records/delete-records.ts';
import { getRecord } from '../../src/records/get-record.ts';
import { insertList, insertRecords } from '../../src/records/insert-records.ts';
import { listRecords } from '../../src/records/list-records.ts';
import { parseExactJson } from '../../src/records/parse-exact-json.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { csvRecords } from '../../src/records/read-csv.ts';
import type { ReadSource } from '../../src/records/read-source.ts';
import { streamCsv, streamJsonLines } from '../../src/records/stream-records.ts';
import { patchRecords, replaceRecords } from '../../src/records/update-records.ts';
import { updateRecord } from '../../src/records/write-record.ts';
import type { WriteParameters, WriteTarget } from '../../src/records/write-target.ts';
import { request, role } from './shop.ts';

/**
 * What records promise on every database: the same requests, the same answers. Each database
 * makes the tables by its own DDL.
 */
export const recordsContract = (open: () => Promise<Connector>): void => {
  let connector: Connector;
  let schema: DatabaseSchema;
  const cache = new ReadCache();

  beforeAll(async () => {
    connector = await open();
    for (const definition of tables) await connector.createTable(definition);
    schema = await connector.introspect();
    await insert('people', peopleRows());
    await insert('orders', orderRows());
    await insert('lines', lineRows());
  });
  afterAll(() => connector.close());

  const table = (name: string): TableSchema => {
    const found = schema.tables.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no table ${name}`);
    return found;
  };
  const source = (name: string, permission: Permission = unrestricted): ReadSource => ({
    connector,
    table: table(name),
    permission,
    catalog: { schema: () => schema, permission: () => unrestricted },
  });
  const target = (name: string, permission: Permission = unrestricted): WriteTarget => ({
    connector,
    table: table(name),
    permission,
    recordsMax: 1000,
  });
  const insert = async (
    name: string,
    body: unknown,
    parameters: WriteParameters = {},
    permission?: Permission,
  ): Promise<List> =>
    parsed(
      await insertRecords(target(name, permission), {
        body,
        parameters,
        updatePermission: () => permission ?? unrestricted,
      }),
    );
  const list = async (
    name: string,
    parameters: ReadParameters = {},
    permission?: Permission,
  ): Promise<List> =>
    JSON.parse(await listRecords(cache, source(name, permission), request(parameters))) as List;
  const ids = async (parameters: ReadParameters): Promise<readonly unknown[]> =>
    (await list('people', { fields: 'id', limit: '1000', ...parameters })).resource.map(
      ({ id }) => id,
    );

  describe('reads', () => {
    it('have all rows in the order of the key', async () => {
      const { resource, meta } = await list('people', { limit: '3', include_count: 'true' });
      expect(resource[0]).toMatchObject({ id: 1, name: 'Person 01', city: 'Berlin', score: 0.1 });
      expect(meta).toMatchObject({ count: 3, total: 40, limit: 3, offset: 0 });
      expect(await ids({})).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    });

    it('filter as the grammar says', async () => {
      expect(await ids({ filter: 'id = 1 OR id = 2 AND id = 3' })).toEqual([1]);
      expect(await ids({ filter: 'id = 37 OR id = 38', ids: '38,1' })).toEqual([38]);
      expect(await ids({ filter: 'NOT (id > 2 OR city IS NULL)' })).toEqual([1, 2]);
      expect(await ids({ filter: "name CONTAINS '_'" })).toEqual([]);
      expect(
        await ids({ filter: "name STARTS WITH 'Person 0' AND id NOT IN (1,2,3,4,5)" }),
      ).toEqual([6, 7, 8, 9]);
      expect(await ids({ filter: "name ENDS WITH '7'" })).toEqual([7, 17, 27, 37]);
      expect(await ids({ filter: "name LIKE 'Person _1'" })).toEqual([1, 11, 21, 31]);
      expect(await ids({ filter: "id BETWEEN '9' AND 11 AND people.is_active = TRUE" })).toEqual([
        9, 11,
      ]);
      expect(await ids({ filter: 'is_active = 0 AND id <= 4' })).toEqual([2, 4]);
      expect(await ids({ filter: 'score > 0.25 AND score <= 0.3' })).toEqual([3]);
      expect(await ids({ filter: 'big = 9007199254740993' })).toEqual([1]);
    });

    it('filter by one value after the other, each by its own', async () => {
      // As often as a plan is made, kept, and used again for another value.
      for (const id of [3, 5, 3, 2_000_000_000, 7]) {
        const found = id <= 40 ? [id] : [];
        expect(await ids({ filter: `id = ${id}` })).toEqual(found);
        const { meta, resource } = await list('people', {
          filter: `id > ${id}`,
          limit: '1',
          include_count: 'true',
        });
        expect(resource.map((row) => row['id'])).toEqual(found.map((one) => one + 1));
        expect(meta.total).toBe(found.length === 0 ? 0 : 40 - id);
      }
    });

    it('group, aggregate and filter groups', async () => {
      const { resource } = await list('people', {
        fields: 'city,COUNT(*) AS n,COUNT(DISTINCT age) AS ages,MAX(id)',
        group: 'city',
        having: 'n > 5 AND city IS NOT NULL',
        order: 'n DESC,city',
        limit: '2',
      });
      expect(resource).toEqual([
        { city: 'Berlin', n: 8, ages: expect.any(Number), max_id: 36 },
        { city: "L'Aquila", n: 8, ages: expect.any(Number), max_id: 37 },
      ]);
      expect(
        (await list('people', { fields: 'SUM(id),AVG(id) AS a,COUNT(city)' })).resource,
      ).toEqual([{ sum_id: 820, a: 20.5, count_city: 32 }]);
      expect(
        (await list('people', { fields: 'SUM(id),COUNT(*)', filter: 'id < 0' })).resource,
      ).toEqual([{ sum_id: null, count: 0 }]);
    });

    it('continue by cursor over every kind of column', async () => {
      for (const order of [
        '',
        'city',
        'city DESC',
        'age DESC,city',
        'born',
        'born DESC',
        'score',
        'score DESC',
        'is_active,city DESC',
        'big',
        'price DESC',
      ]) {
        const all = await ids({ order });
        const walked: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page = await list('people', { order, limit: '7', cursor });
          walked.push(...page.resource.map(({ id }) => id));
          cursor = page.meta['next_cursor'] as string | undefined;
        } while (cursor !== undefined && walked.length < 100);
        expect(walked, order).toEqual(all);
        expect(all).toHaveLength(40);
      }
    });

    it('order nulls last, and first descending', async () => {
      const cities = async (order: string): Promise<readonly unknown[]> =>
        (await list('people', { order, limit: '1000' })).resource.map(({ city }) => city);
      expect((await cities('city')).slice(-8)).toEqual(Array.from({ length: 8 }, () => null));
      expect((await cities('city DESC')).slice(0, 8)).toEqual(
        Array.from({ length: 8 }, () => null),
      );
    });

    it('find one record by its key', async () => {
      const get = async (
        name: string,
        key: string,
        parameters: ReadParameters = {},
      ): Promise<unknown> =>
        JSON.parse((await getRecord(cache, source(name), key, request(parameters))).json);
      expect(await get('people', '7', { fields: 'name' })).toEqual({ name: 'Person 07' });
      expect(await get('lines', '3,B', { related: 'order(fields=id)' })).toMatchObject({
        order_id: 3,
        sku: 'B',
        order: { id: 3 },
      });
      await expect(get('people', '4711')).rejects.toMatchObject({ code: 'record_not_found' });
    });

    it('find one record after the other, each by its own key', async () => {
      const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }]);
      const get = async (name: string, key: string, permission?: Permission): Promise<unknown> => {
        const asked = getRecord(cache, source(name, permission), key, request());
        return JSON.parse((await asked).json);
      };
      for (const id of [1, 2, 40, 1]) expect(await get('people', String(id))).toMatchObject({ id });
      for (const key of ['3,A', '3,B', '4,A']) {
        const [order, sku] = key.split(',');
        expect(await get('lines', key)).toMatchObject({ order_id: Number(order), sku });
      }
      const missing = { code: 'record_not_found' };
      await expect(get('people', '99999999999999999999')).rejects.toMatchObject({
        status: expect.any(Number),
      });
      await expect(get('people', '41')).rejects.toMatchObject(missing);
      for (const id of ['1', '6', '11'])
        expect(await get('people', id, berlin)).toMatchObject({ city: 'Berlin' });
      await expect(get('people', '2', berlin)).rejects.toMatchObject(missing);
    });

    it('have related records in both directions, two levels deep', async () => {
      const { resource } = await list('people', {
        fields: 'name',
        ids: '2,40',
        related: 'orders(fields=id;filter=id > 1;order=id DESC;limit=2),orders.lines(fields=sku)',
      });
      expect(resource).toEqual([
        {
          name: 'Person 02',
          orders: [
            { id: 21, lines: [{ sku: 'A' }, { sku: 'B' }] },
            { id: 11, lines: [{ sku: 'A' }, { sku: 'B' }] },
          ],
        },
        { name: 'Person 40', orders: [] },
      ]);
    });

    it('stream lines and CSV', async () => {
      let lines = '';
      const asked = request({ limit: 'all', fields: 'id', order: 'id DESC' });
      for await (const chunk of streamJsonLines(cache, source('people'), asked)) lines += chunk;
      expect(lines.split('\n')).toHaveLength(41);
      expect(JSON.parse(lines.slice(0, lines.indexOf('\n')))).toEqual({ id: 40 });
    });
  });

  describe('roles', () => {
    const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }], ['id', 'city', 'name']);

    it('see their rows and columns alike in lists, totals and aggregates', async () => {
      const { resource, meta } = await list('people', { include_count: '1' }, berlin);
      expect(resource).toHaveLength(8);
      expect(resource[0]).toEqual({ id: 1, city: 'Berlin', name: 'Person 01' });
      expect(meta['total']).toBe(8);
      expect((await list('people', { fields: 'COUNT(*)' }, berlin)).resource).toEqual([
        { count: 8 },
      ]);
    });

    it('write their rows and columns only, and nothing when one is not theirs', async () => {
      const refused = { code: 'row_refused', status: 403 };
      const two = [
        { id: 900, name: 'A', city: 'Berlin' },
        { id: 901, name: 'B', city: 'Oslo' },
      ];
      await expect(insert('people', two, {}, berlin)).rejects.toMatchObject(refused);
      const move = { body: { city: 'Oslo' }, parameters: { ids: '1' } };
      await expect(patchRecords(target('people', berlin), move)).rejects.toMatchObject(refused);
      const other = { body: { name: 'X' }, parameters: { ids: '2,6' } };
      expect(parsed(await patchRecords(target('people', berlin), other)).resource).toEqual([
        { id: 6, city: 'Berlin', name: 'X' },
      ]);
      const steal = { id: 2, name: 'X', city: 'Berlin' };
      if (connector.abilities.upsert) {
        await expect(insert('people', steal, { on_conflict: 'id' }, berlin)).rejects.toMatchObject(
          refused,
        );
      }
      const gone = { body: undefined, parameters: { filter: 'id = 2 OR id = 3' } };
      expect(parsed(await deleteRecords(target('people', berlin), gone)).meta['count']).toBe(0);
      expect(await ids({ filter: 'id >= 900' })).toEqual([]);
      expect((await list('people', { ids: '2', fields: 'name' })).resource).toEqual([
        { name: 'Person 02' },
      ]);
    });
  });

  describe('writes', () => {
    it('answer with rows as stored, in the order of the input, exactly', async () => {
      const body = parseExactJson(
        '[{"id":101,"name":"A","big":9223372036854775807,"data":{"a":[1,{"b":null}]}},{"name":"B","id":100,"age":5,"price":1234567.25},{"id":102,"name":"C","points":1}]',
      );
      const { resource } = await insert('people', body);
      expect(resource).toMatchObject([
        { id: 101, name: 'A', data: { a: [1, { b: null }] }, points: 7 },
        { id: 100, name: 'B', age: 5, points: 7 },
        { id: 102, name: 'C', points: 1 },
      ]);
      const raw = await listRecords(
        cache,
        source('people'),
        request({ ids: '101', fields: 'big' }),
      );
      expect(raw).toContain('9223372036854775807');
      expect(Number(resource[1]?.['price'])).toBe(1234567.25);
    });

    it('are all or nothing, or each alone', async () => {
      const body = [
        { id: 110, name: 'A' },
        { id: 1, name: 'dup' },
        { id: 111, name: 'C' },
      ];
      await expect(insert('people', body)).rejects.toMatchObject({ code: 'unique_violation' });
      expect(await ids({ filter: 'id = 110 OR id = 111' })).toEqual([]);
      const mixed = await insert('people', body, { continue: 'true' });
      expect(mixed.meta).toMatchObject({ count: 3, succeeded: 2, failed: 1, errors: [1] });
      expect(mixed.resource[1]).toMatchObject({ error: { code: 409 } });
    });

    it('upsert by a composite key, leaving alone what is not given', async () => {
      if (!connector.abilities.upsert) return;
      const body = [
        { order_id: 1, sku: 'A', quantity: 50 },
        { order_id: 1, sku: 'NEW', quantity: 2, note: 'x' },
      ];
      const { resource } = await insert('lines', body, { on_conflict: 'order_id,sku' });
      expect(resource).toMatchObject([
        { order_id: 1, sku: 'A', quantity: 50, note: 'first' },
        { order_id: 1, sku: 'NEW', quantity: 2, note: 'x' },
      ]);
      const again = { order_id: 1, sku: 'A', quantity: 60 };
      const left = await insert('lines', again, {
        on_conflict: 'sku,order_id',
        on_conflict_action: 'nothing',
      });
      expect(left.resource).toEqual([]);
      expect(
        (await list('lines', { filter: "order_id = 1 AND sku = 'A'" })).resource,
      ).toMatchObject([{ quantity: 50 }]);
    });

    it('replace and patch by key, by selector, and one record', async () => {
      const put = {
        body: [
          { id: 3, age: 90 },
          { id: 4711, age: 1 },
        ],
        parameters: {},
      };
      expect(parsed(await replaceRecords(target('people'), put)).resource).toEqual([
        expect.objectContaining({ id: 3, age: 90, name: 'Person 03' }),
        {},
      ]);
      const bulk = {
        body: [
          { id: 3, age: 91 },
          { id: 5, age: null, name: 'five' },
        ],
        parameters: {},
      };
      expect(parsed(await patchRecords(target('people'), bulk)).resource).toMatchObject([
        { id: 3, age: 91 },
        { id: 5, age: null, name: 'five' },
      ]);
      const failing = {
        body: [
          { id: 3, age: 1 },
          { id: 5, name: null },
        ],
        parameters: {},
      };
      await expect(patchRecords(target('people'), failing)).rejects.toMatchObject({
        code: 'not_null_violation',
      });
      expect((await list('people', { ids: '3', fields: 'age' })).resource).toEqual([{ age: 91 }]);
      const selected = {
        body: { age: 20 },
        parameters: { filter: 'id = 10 OR id = 12', ids: '12' },
      };
      const answer = parsed(await patchRecords(target('people'), selected));
      expect(answer.meta['count']).toBe(1);
      expect(answer.resource).toMatchObject([{ id: 12, age: 20 }]);
      const one = await updateRecord(target('lines'), '2,A', { quantity: 9 });
      expect(JSON.parse(one.json)).toMatchObject({ order_id: 2, sku: 'A', quantity: 9 });
    });

    it('refuse values a column cannot hold, and records that break a rule', async () => {
      const status = 400;
      await expect(insert('people', { id: 200, name: 'x', age: 'abc' })).rejects.toMatchObject({
        status,
      });
      await expect(insert('people', { id: 200, name: 'x', age: { a: 1 } })).rejects.toMatchObject({
        status,
      });
      await expect(insert('people', { id: 200 })).rejects.toMatchObject({ status });
      await expect(insert('orders', { id: 200, person_id: 4711 })).rejects.toMatchObject({
        code: 'foreign_key_violation',
      });
    });

    it('read back the CSV they were written as', async () => {
      const parameters = { ids: '20,21,22,23,24,25', order: 'id', limit: 'all' };
      const before = await list('people', { ...parameters, limit: '10' });
      let csv = '';
      for await (const chunk of streamCsv(cache, source('people'), request(parameters)))
        csv += chunk;
      const { ids: selected } = parameters;
      await deleteRecords(target('orders'), {
        body: undefined,
        parameters: { filter: 'person_id >= 20' },
      });
      const gone = await deleteRecords(target('people'), {
        body: undefined,
        parameters: { ids: selected },
      });
      expect(parsed(gone).meta['count']).toBe(6);
      const people = target('people');
      await insertList(people, csvRecords(csv, people), {
        parameters: {},
        updatePermission: () => unrestricted,
      });
      expect((await list('people', { ...parameters, limit: '10' })).resource).toEqual(
        before.resource,
      );
    });
  });
};

interface List {
  readonly resource: readonly Record<string, unknown>[];
  readonly meta: Readonly<Record<string, unknown>>;
}

const parsed = ({ json }: { readonly json: string }): List => JSON.parse(json) as List;

const column = (
  name: string,
  type: PortableType,
  more: Partial<ColumnDefinition> = {},
): ColumnDefinition => ({
  name,
  type: { kind: 'portable', name: type, ...(type === 'string' ? { maxLength: 80 } : {}) },
  nullable: true,
  primaryKey: false,
  autoIncrement: false,
  ...more,
});

const key = { nullable: false, primaryKey: true };

const tables = [
  {
    name: 'people',
    columns: [
      column('id', 'int32', key),
      column('name', 'string', { nullable: false }),
      column('city', 'string'),
      column('age', 'int32'),
      column('score', 'float64'),
      column('price', 'float64', {
        type: { kind: 'database', name: 'decimal', sizes: [12, 2], array: false },
      }),
      column('big', 'int64'),
      column('is_active', 'bool'),
      column('born', 'time.Time'),
      column('data', 'interface{}', {
        type: { kind: 'database', name: 'json', sizes: [], array: false },
      }),
      column('points', 'int32', { nullable: false, default: { kind: 'number', text: '7' } }),
    ],
    primaryKey: ['id'],
    foreignKeys: [],
  },
  {
    name: 'orders',
    columns: [column('id', 'int32', key), column('person_id', 'int32')],
    primaryKey: ['id'],
    foreignKeys: [{ columns: ['person_id'], referencedTable: 'people', referencedColumns: ['id'] }],
  },
  {
    name: 'lines',
    columns: [
      column('order_id', 'int32', key),
      column('sku', 'string', key),
      column('quantity', 'int32'),
      column('note', 'string'),
    ],
    primaryKey: ['order_id', 'sku'],
    foreignKeys: [{ columns: ['order_id'], referencedTable: 'orders', referencedColumns: ['id'] }],
  },
] as const satisfies readonly Parameters<Connector['createTable']>[0][];

const cities = ['Berlin', "L'Aquila", 'Oslo', null, 'Zürich'];

const numbered = <T>(count: number, make: (id: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const peopleRows = (): unknown =>
  parseExactJson(
    JSON.stringify(
      numbered(40, (id) => ({
        id,
        name: `Person ${String(id).padStart(2, '0')}`,
        city: cities[(id - 1) % 5],
        age: 20 + (id % 7),
        score: id % 4 === 0 ? null : id / 10,
        price: (id % 6) + 0.25,
        big: 'BIG',
        is_active: id % 2 === 1,
        born:
          id % 9 === 0
            ? null
            : `2024-03-${String(1 + (id % 20)).padStart(2, '0')}T10:${String(id).padStart(2, '0')}:00Z`,
        data: id % 3 === 0 ? { id, tags: ['a', 'ü'] } : null,
      })),
    ).replaceAll(/"BIG"/g, bigNumbers()),
  );

/** 2^53 + 1 first: a number that a double cannot hold. */
const bigNumbers = (): (() => string) => {
  let next = 9_007_199_254_740_992n;
  return () => String((next += 1n));
};

const orderRows = (): unknown => numbered(30, (id) => ({ id, person_id: 1 + (id % 10) }));

const lineRows = (): unknown =>
  numbered(30, (order_id) => order_id).flatMap((order_id) => [
    { order_id, sku: 'A', quantity: order_id, note: 'first' },
    { order_id, sku: 'B', quantity: 1 },
  ]);
