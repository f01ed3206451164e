import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, role, type Shop } from './shop.ts';
import { type Asked, writeTo } from './write-to.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const write = (...asked: Asked) => writeTo(shop, asked);
const count = (table: string): unknown => shop.look(`SELECT count(*) AS n FROM ${table}`)[0]?.['n'];
const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }]);

describe('DELETE', () => {
  it('deletes what is named and counts it', async () => {
    expect((await write('delete', 'customers', undefined, { ids: '31,32,99999' })).meta).toEqual({
      count: 2,
      limit: 0,
      offset: 0,
      took_ms: expect.any(Number),
    });
    expect(
      (await write('delete', 'customers', '{"resource":[{"id":34},{"id":35}]}')).meta['count'],
    ).toBe(2);
    expect((await write('delete', 'customers', '{"ids":[36]}')).meta['count']).toBe(1);
    expect(
      (await write('delete', 'customers', undefined, { filter: 'id = 37 OR id = 38', ids: '38' }))
        .meta['count'],
    ).toBe(1);
    expect(
      (await write('delete', 'items', '{"resource":[{"order_id":1,"sku":"B"}]}')).meta['count'],
    ).toBe(1);
    expect(count('customers')).toBe(64);
  });

  it('is refused when it names nothing', async () => {
    for (const body of [undefined, '{}']) {
      await expect(write('delete', 'customers', body)).rejects.toThrow(
        'Filter or IDs required for delete',
      );
    }
    await expect(write('delete', 'customers', '{"resource":[{"name":"x"}]}')).rejects.toThrow(
      'record 0 lacks its primary key',
    );
    expect(count('customers')).toBe(70);
  });

  it('is held to the rows of the role', async () => {
    expect(
      (await write('delete', 'customers', undefined, { filter: 'id > 10 AND id < 30' }, berlin))
        .meta['count'],
    ).toBe(3);
  });
});
