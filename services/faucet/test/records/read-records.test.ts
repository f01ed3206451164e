import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sumOfRules, type Permission } from '../../src/access/permission.ts';
import type { ReadParameters } from '../../src/query/read-parameters.ts';
import { getRecord } from '../../src/records/get-record.ts';
import { listRecords } from '../../src/records/list-records.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { streamCsv, streamJsonLines } from '../../src/records/stream-records.ts';
import { openShop, type Others, request, role, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const cache = new ReadCache();

interface List {
  readonly resource: readonly Record<string, unknown>[];
  readonly meta: Record<string, unknown>;
}

const list = async (
  table: string,
  parameters: ReadParameters = {},
  permission?: Permission,
  others?: Others,
): Promise<List> => {
  const source = shop.source(table, permission, others);
  return JSON.parse(await listRecords(cache, source, request(parameters))) as List;
};

const ids = ({ resource }: List): readonly unknown[] => resource.map((row) => row['id']);

const collect = async (chunks: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
};

describe('a list of records', () => {
  it('is rows and meta', async () => {
    const { resource, meta } = await list('customers', { limit: '1' });
    expect(resource).toEqual([
      expect.objectContaining({
        id: 1,
        name: 'Customer 0001',
        age: 19,
        balance: 1.25,
        city: 'Paris',
        data: null,
      }),
    ]);
    expect(meta).toEqual({
      count: 1,
      limit: 1,
      offset: 0,
      took_ms: expect.any(Number),
      next_cursor: expect.any(String),
    });
  });

  it('counts all that match, whatever the page', async () => {
    const { meta } = await list('customers', {
      filter: '(id > 10) AND (age < 30)',
      fields: 'id',
      limit: '3',
      include_count: 'true',
    });
    expect(meta).toMatchObject({ count: 3, total: 24, limit: 3 });
  });

  it('follows the examples of the contract', async () => {
    expect(ids(await list('customers', { filter: 'id = 1 OR id = 2 AND id = 3' }))).toEqual([1]);
    expect(
      (await list('customers', { filter: "city = 'L''Aquila'", limit: '100' })).resource,
    ).toHaveLength(10);
    const grouped = await list('customers', {
      fields: 'city,COUNT(*) AS n',
      group: 'city',
      order: 'n DESC,city',
    });
    expect(grouped.resource).toHaveLength(7);
    expect(grouped.resource[0]).toEqual({ city: 'Berlin', n: 10 });
    const sums = await list('customers', {
      fields: 'sum(balance),avg(balance) AS a,min(id),MAX(id)',
    });
    expect(sums.resource).toEqual([{ sum_balance: 3106.25, a: 44.375, min_id: 1, max_id: 70 }]);
    expect(ids(await list('customers', { filter: 'id = 37 OR id = 38', ids: '38' }))).toEqual([38]);
  });

  it('filters groups and counts different values', async () => {
    const { resource } = await list('customers', {
      fields: 'is_active,COUNT(DISTINCT city) AS cities',
      group: 'is_active',
      having: 'cities > 5',
    });
    expect(resource).toEqual([{ is_active: expect.anything(), cities: 6 }]);
    expect(
      (await list('customers', { fields: 'city,COUNT(*) AS n', group: 'city', having: 'n > 10' }))
        .resource,
    ).toEqual([]);
  });

  it('reads views', async () => {
    const { resource, meta } = await list('adults', { limit: '2', order: 'age DESC, id' });
    expect(resource).toHaveLength(2);
    expect(meta['next_cursor']).toBeUndefined();
  });
});

describe('a cursor', () => {
  const walk = async (parameters: ReadParameters): Promise<readonly unknown[]> => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await list('customers', { ...parameters, limit: '9', cursor });
      seen.push(...page.resource.map((row) => row['id'] ?? row['name']));
      cursor = page.meta['next_cursor'] as string | undefined;
    } while (cursor !== undefined);
    return seen;
  };

  it('visits every row once, in order, also over equal values and nulls', async () => {
    for (const order of [
      '',
      'city',
      'city DESC',
      'age DESC, city',
      'created_at',
      'created_at DESC',
      'balance',
      'is_active, city',
    ]) {
      const all = ids(await list('customers', { order, limit: '1000' }));
      expect(all).toHaveLength(70);
      expect(await walk({ order }), order).toEqual(all);
    }
  });

  it('works when the rows do not show the key', async () => {
    expect(new Set(await walk({ fields: 'name', order: 'age' })).size).toBe(70);
  });
});

describe('one record', () => {
  const get = async (
    table: string,
    key: string,
    parameters: ReadParameters = {},
    permission?: Permission,
  ) => getRecord(cache, shop.source(table, permission), key, request(parameters));

  it('comes with a tag that changes with it', async () => {
    const one = await get('customers', '5');
    expect(JSON.parse(one.json)).toMatchObject({ id: 5, name: 'Customer 0005' });
    expect(one.etag).toMatch(/^"[\w-]{27}"$/);
    expect((await get('customers', '5')).etag).toBe(one.etag);
    expect((await get('customers', '6')).etag).not.toBe(one.etag);
  });

  it('is found by a composite key', async () => {
    expect(JSON.parse((await get('items', '7,A\\,1')).json)).toMatchObject({
      order_id: 7,
      sku: 'A,1',
      cost: 14,
    });
    expect(
      JSON.parse((await get('items', '7,B', { fields: 'sku', related: 'order(fields=id)' })).json),
    ).toEqual({
      sku: 'B',
      order: { id: 7 },
    });
  });

  it('is not found when it is not there or not open', async () => {
    const missing = { code: 'record_not_found', status: 404 };
    await expect(get('customers', '999')).rejects.toMatchObject(missing);
    await expect(get('customers', 'abc')).rejects.toMatchObject(missing);
    const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }]);
    await expect(get('customers', '1', {}, berlin)).rejects.toMatchObject(missing);
    expect(JSON.parse((await get('customers', '7', {}, berlin)).json)).toMatchObject({ id: 7 });
  });
});

describe('related records', () => {
  it('stand inside their parents, two levels deep', async () => {
    const { resource } = await list('customers', {
      fields: 'id',
      ids: '2,70',
      related: 'orders(fields=id;order=id DESC;limit=2),orders.items(fields=sku,cost)',
    });
    expect(resource).toEqual([
      {
        id: 2,
        orders: [
          {
            id: 21,
            items: [
              { sku: 'A,1', cost: 42 },
              { sku: 'B', cost: 42 },
            ],
          },
          {
            id: 11,
            items: [
              { sku: 'A,1', cost: 22 },
              { sku: 'B', cost: 22 },
            ],
          },
        ],
      },
      { id: 70, orders: [] },
    ]);
  });

  it('to one are an object or null', async () => {
    const { resource } = await list('orders', {
      fields: 'id',
      ids: '1,2',
      related: 'customer(fields=name;filter=id = 2)',
    });
    expect(resource).toEqual([
      { id: 1, customer: { name: 'Customer 0002' } },
      { id: 2, customer: null },
    ]);
  });

  it('are held to what the role opens of their table', async () => {
    const cheap = role(
      [{ name: 'total', operator: '<', value: 100 }],
      ['id', 'customer_id', 'total'],
    );
    const { resource } = await list(
      'customers',
      { fields: 'id', ids: '2', related: 'orders' },
      undefined,
      { orders: cheap },
    );
    expect(resource).toEqual([{ id: 2, orders: [{ id: 1, customer_id: 2, total: 10 }] }]);
    const refused = list('customers', { related: 'orders' }, undefined, { orders: undefined });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_related' });
  });

  it('are planned again when the role changes', async () => {
    const parameters = { fields: 'id', ids: '2', related: 'orders(fields=id)' };
    const before = await list('customers', parameters);
    expect(before.resource[0]?.['orders']).toHaveLength(3);
    const none = role([{ name: 'id', operator: '=', value: 0 }]);
    const after = await list('customers', parameters, undefined, { orders: none });
    expect(after.resource[0]?.['orders']).toEqual([]);
  });

  it('join a cursor over hidden columns', async () => {
    const { resource, meta } = await list('customers', {
      fields: 'name',
      order: 'created_at',
      limit: '1',
      related: 'orders(limit=1;fields=id)',
    });
    expect(Object.keys(resource[0] ?? {})).toEqual(['name', 'orders']);
    expect(meta['next_cursor']).toEqual(expect.any(String));
  });
});

describe('a role', () => {
  it('sees its rows and columns in lists, totals and aggregates alike', async () => {
    const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }], ['id', 'city']);
    const { resource, meta } = await list('customers', { include_count: '1' }, berlin);
    expect(resource).toHaveLength(10);
    expect(resource[0]).toEqual({ id: 7, city: 'Berlin' });
    expect(meta['total']).toBe(10);
    expect((await list('customers', { fields: 'COUNT(*)' }, berlin)).resource).toEqual([
      { count: 10 },
    ]);
    expect(
      (await list('customers', { filter: 'id < 8 OR id > 60' }, berlin)).resource,
    ).toHaveLength(3);
    await expect(list('customers', { filter: 'age > 1' }, berlin)).rejects.toMatchObject({
      status: 400,
    });
    await expect(list('customers', { filter: 'age > 1' }, berlin)).rejects.toThrow(
      '"age" does not exist',
    );
  });

  it('sees a cell when a rule opens it, and no more', async () => {
    const permission = sumOfRules('two', [
      { columns: ['id', 'name'], filters: [], filterOp: 'AND' },
      { columns: [], filters: [{ name: 'city', operator: '=', value: 'Oslo' }], filterOp: 'AND' },
    ]);
    const total = async (parameters: ReadParameters): Promise<unknown> =>
      (await list('customers', { ...parameters, include_count: '1' }, permission)).meta['total'];
    expect(await total({ fields: 'id,name' })).toBe(70);
    expect(await total({ fields: 'id,email' })).toBe(10);
    expect(await total({ fields: 'id', filter: 'age > 0' })).toBe(10);
  });
});

describe('a stream', () => {
  const lines = (parameters: ReadParameters): Promise<string> =>
    collect(streamJsonLines(cache, shop.source('customers'), request(parameters)));
  const csv = (parameters: ReadParameters): Promise<string> =>
    collect(streamCsv(cache, shop.source('customers'), request(parameters)));

  it('is one record per line', async () => {
    expect(await lines({ limit: '2', fields: 'id,name', order: 'id' })).toBe(
      '{"id":1,"name":"Customer 0001"}\n{"id":2,"name":"Customer 0002"}\n',
    );
    expect(await lines({ filter: 'id < 0' })).toBe('');
    expect((await lines({ limit: 'all' })).trimEnd().split('\n')).toHaveLength(70);
    expect(await lines({ ids: '2', fields: 'id', related: 'orders(fields=id;limit=1)' })).toBe(
      '{"id":2,"orders":[{"id":1}]}\n',
    );
  });

  it('is refused before its first line', async () => {
    await expect(lines({ filter: 'nope = 1' })).rejects.toMatchObject({ code: 'invalid_filter' });
    await expect(csv({ filter: 'nope = 1' })).rejects.toMatchObject({ code: 'invalid_filter' });
    await expect(csv({ related: 'orders' })).rejects.toMatchObject({ code: 'invalid_related' });
    await expect(lines({ limit: 'all', related: 'orders' })).rejects.toThrow('limit=all');
  });

  it('is CSV with a header', async () => {
    expect(await csv({ fields: 'id,city', ids: '4,5', order: 'id' })).toBe(
      "id,city\r\n4,\r\n5,L'Aquila\r\n",
    );
    expect(await csv({ filter: 'id < 0', fields: 'id' })).toBe('id\r\n');
  });
});

describe('the plan cache', () => {
  it('asks for the parameters of an equal request once', async () => {
    let asked = 0;
    const counted = {
      key: 'limit=1&counted',
      parameters: (): ReadParameters => {
        asked += 1;
        return { limit: '1' };
      },
    };
    const own = new ReadCache();
    for (let run = 0; run < 3; run += 1) await listRecords(own, shop.source('customers'), counted);
    expect(asked).toBe(1);
    await listRecords(own, shop.source('customers', role([])), counted);
    await listRecords(own, shop.source('orders'), counted);
    expect(asked).toBe(3);
  });
});
