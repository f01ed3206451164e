import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, role, type Shop } from './shop.ts';
import { type Asked, writeTo } from './write-to.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const write = (...asked: Asked) => writeTo(shop, asked);
const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }]);

describe('PUT', () => {
  it('changes each record by its key and answers {} for one that is not there', async () => {
    const { resource, meta } = await write(
      'replace',
      'customers',
      '[{"id":1,"city":"X"},{"id":99999,"city":"Y"}]',
    );
    expect(resource).toEqual([
      expect.objectContaining({ id: 1, city: 'X', name: 'Customer 0001' }),
      {},
    ]);
    expect(meta['count']).toBe(2);
    const { resource: items } = await write(
      'replace',
      'items',
      '{"order_id":7,"sku":"A,1","quantity":3}',
    );
    expect(items).toMatchObject([{ order_id: 7, quantity: 3, cost: 21 }]);
  });

  it('takes a filter for a record without key, by the grammar and nothing else', async () => {
    const { resource } = await write('replace', 'customers', '{"city":"X"}', { filter: 'id = 5' });
    expect(resource).toMatchObject([{ id: 5, city: 'X' }]);
    await expect(
      write('replace', 'customers', '{"city":"X"}', { filter: '1=1' }),
    ).rejects.toMatchObject({ code: 'invalid_filter' });
    expect(shop.look("SELECT count(*) AS n FROM customers WHERE city = 'X'")).toEqual([{ n: 1 }]);
  });

  it('is refused without a key or filter, and without columns', async () => {
    await expect(write('replace', 'customers', '{"city":"X"}')).rejects.toMatchObject({
      code: 'selector_missing',
      status: 400,
    });
    await expect(write('replace', 'customers', '{"city":"X"}', { ids: '1' })).rejects.toMatchObject(
      { code: 'selector_missing' },
    );
    await expect(write('replace', 'customers', '{"id":1}')).rejects.toThrow('no columns to change');
    await expect(write('replace', 'customers', '{"id":"abc","city":"X"}')).rejects.toMatchObject({
      code: 'invalid_body',
    });
  });

  it('stops at a failure and keeps what was written, unless told otherwise', async () => {
    const body = '[{"code":"DE","name":"D"},{"code":"FR","name":null},{"code":"DE","name":"E"}]';
    const name = (): unknown =>
      shop.look("SELECT name FROM countries WHERE code = 'DE'")[0]?.['name'];
    await expect(write('replace', 'countries', body, { rollback: 'true' })).rejects.toMatchObject({
      code: 'not_null_violation',
    });
    expect(name()).toBe('Germany');
    await expect(write('replace', 'countries', body)).rejects.toMatchObject({
      code: 'not_null_violation',
    });
    expect(name()).toBe('D');
    const { resource, meta } = await write('replace', 'countries', body, { continue: '1' });
    expect(resource).toMatchObject([{ name: 'D' }, { error: { code: 400 } }, { name: 'E' }]);
    expect(meta).toMatchObject({ succeeded: 2, failed: 1, errors: [1] });
  });
});

describe('PATCH', () => {
  it('changes the rows of filter and ids together', async () => {
    expect(
      (await write('patch', 'customers', '{"city":"P"}', { ids: '12,13' })).resource,
    ).toHaveLength(2);
    expect((await write('patch', 'customers', '{"ids":[14],"city":"P"}')).resource).toMatchObject([
      { id: 14 },
    ]);
    const { resource, meta } = await write(
      'patch',
      'customers',
      '{"resource":[{"city":"Q"}],"ids":["15","16"]}',
      { filter: 'id = 15 OR id = 1' },
    );
    expect(resource).toMatchObject([{ id: 15, city: 'Q' }]);
    expect(meta['count']).toBe(1);
    expect(
      (await write('patch', 'customers', '{"city":"Q"}', { filter: 'id < 0' })).meta['count'],
    ).toBe(0);
  });

  it('may change the key', async () => {
    expect((await write('patch', 'countries', '{"code":"D"}', { ids: 'DE' })).resource).toEqual([
      { code: 'D', name: 'Germany' },
    ]);
  });

  it('changes several records by their keys, all or none', async () => {
    const { resource } = await write(
      'patch',
      'customers',
      '[{"id":1,"age":1},{"id":2,"age":2,"city":"X"},{"id":9999,"age":1}]',
    );
    expect(resource).toMatchObject([{ id: 1, age: 1 }, { id: 2, age: 2, city: 'X' }, {}]);
    await expect(
      write('patch', 'countries', '[{"code":"DE","name":"D"},{"code":"FR","name":null}]'),
    ).rejects.toMatchObject({ status: 400 });
    expect(shop.look("SELECT name FROM countries WHERE code = 'DE'")).toEqual([
      { name: 'Germany' },
    ]);
    expect((await write('patch', 'customers', '{"id":3,"age":33}')).resource).toMatchObject([
      { id: 3, age: 33 },
    ]);
  });

  it('is refused without a selector, columns or a single object', async () => {
    await expect(write('patch', 'customers', '{"city":"P"}')).rejects.toThrow(
      'Filter or IDs required for update',
    );
    await expect(
      write('patch', 'customers', '{"city":"P"}', { filter: ' ' }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(write('patch', 'customers', '[{"city":"P"}]')).rejects.toMatchObject({
      code: 'selector_missing',
    });
    await expect(
      write('patch', 'customers', '[{"id":1,"city":"P"}]', { ids: '1' }),
    ).rejects.toMatchObject({ code: 'invalid_body' });
    await expect(write('patch', 'customers', '{"ids":[1]}')).rejects.toThrow(
      'no columns to change',
    );
    await expect(write('patch', 'customers', '{"ids":[],"city":"P"}')).rejects.toThrow(
      '"ids" must be a list',
    );
    await expect(write('patch', 'customers', '{}', { ids: '1' })).rejects.toMatchObject({
      code: 'invalid_body',
    });
  });

  it('is held to the rows of the role, before and after', async () => {
    const { meta } = await write(
      'patch',
      'customers',
      '{"age":50}',
      { filter: 'id <= 14' },
      berlin,
    );
    expect(meta['count']).toBe(2);
    await expect(
      write('patch', 'customers', '{"city":"Oslo"}', { ids: '7' }, berlin),
    ).rejects.toMatchObject({ code: 'row_refused' });
    expect(shop.look("SELECT count(*) AS n FROM customers WHERE city = 'Berlin'")).toEqual([
      { n: 10 },
    ]);
  });
});
