import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Permission } from '../../src/access/permission.ts';
import { insertRecords } from '../../src/records/insert-records.ts';
import { parseExactJson } from '../../src/records/parse-exact-json.ts';
import type { WriteParameters } from '../../src/records/write-target.ts';
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

describe('an insert', () => {
  it('answers with the stored row and its defaults', async () => {
    const { resource, meta } = await write('insert', 'customers', '{"name":"A","email":"a1@x"}');
    expect(resource).toEqual([
      expect.objectContaining({ id: 71, name: 'A', age: null, balance: 0, points: 7 }),
    ]);
    expect(meta).toEqual({ count: 1, limit: 0, offset: 0, took_ms: expect.any(Number) });
  });

  it('takes an array, or resource, with the union of keys', async () => {
    const { resource } = await write(
      'insert',
      'customers',
      '{"resource":[{"name":"A","email":"a@x"},{"email":"b@x","name":"B","age":5,"points":1},{"name":"C","email":"c@x","balance":2.5}]}',
    );
    expect(resource).toMatchObject([
      { name: 'A', age: null, points: 7, balance: 0 },
      { name: 'B', age: 5, points: 1, balance: 0 },
      { name: 'C', points: 7, balance: 2.5 },
    ]);
  });

  it('keeps numbers and JSON exactly', async () => {
    await write(
      'insert',
      'customers',
      '{"name":"A","email":"a@x","age":9223372036854775807,"data":{"big":12345678901234567890.5,"list":[1,null]}}',
    );
    expect(
      shop.look("SELECT CAST(age AS TEXT) AS age, data FROM customers WHERE email = 'a@x'"),
    ).toEqual([
      { age: '9223372036854775807', data: '{"big":12345678901234567890.5,"list":[1,null]}' },
    ]);
  });

  it('is all or nothing', async () => {
    for (const parameters of [{}, { rollback: 'true' }, { rollback: '1', continue: '1' }]) {
      const inserted = write(
        'insert',
        'countries',
        '[{"code":"IT","name":"Italy"},{"code":"DE","name":"dup"}]',
        parameters,
      );
      await expect(inserted).rejects.toMatchObject({ code: 'unique_violation', status: 409 });
      expect(count('countries')).toBe(2);
    }
  });

  it('takes each record alone when it continues', async () => {
    const body =
      '[{"code":"IT","name":"Italy"},{"code":"DE","name":"dup"},{"code":"PT","name":"Portugal"},{"nope":1}]';
    const { resource, meta, failed } = await write('insert', 'countries', body, {
      continue: 'true',
    });
    expect(resource).toEqual([
      { code: 'IT', name: 'Italy' },
      {
        error: {
          code: 409,
          message: expect.stringContaining('Insert failed'),
          reason: 'unique_violation',
        },
      },
      { code: 'PT', name: 'Portugal' },
      {
        error: {
          code: 400,
          message: 'Column "nope" does not exist in "countries"',
          reason: 'unknown_column',
        },
      },
    ]);
    expect(meta).toEqual({
      count: 4,
      succeeded: 2,
      failed: 2,
      errors: [1, 3],
      took_ms: expect.any(Number),
    });
    expect(failed).toBe(2);
    const all = await write('insert', 'countries', '[{"code":"ES","name":"Spain"}]', {
      continue: '1',
    });
    expect(all.meta['errors']).toBeUndefined();
  });

  it('refuses what is no record', async () => {
    for (const body of [
      '',
      '{',
      '{}',
      '[]',
      'null',
      '5',
      '"x"',
      '[{"code":"IT"},5]',
      '[{}]',
      '{"resource":[]}',
      '[[]]',
    ]) {
      await expect(write('insert', 'countries', body), body).rejects.toMatchObject({
        code: 'invalid_body',
        status: 400,
      });
    }
    await expect(write('insert', 'countries', '[]')).rejects.toThrow(
      'Invalid request body: expected JSON object, array, or {"resource": [...]}',
    );
    const many = JSON.stringify(Array.from({ length: 1001 }, () => ({ code: 'X', name: 'X' })));
    await expect(write('insert', 'countries', many)).rejects.toThrow('1001 records');
    await expect(write('insert', 'countries', '{"code":"IT","CODE":"IT"}')).rejects.toThrow(
      'twice',
    );
    await expect(write('insert', 'countries', '{"code":"IT","__proto__":1}')).rejects.toMatchObject(
      { code: 'unknown_column' },
    );
    await expect(write('insert', 'adults', '{"name":"x"}')).rejects.toMatchObject({
      code: 'not_writable',
    });
    await expect(
      write('insert', 'items', '{"order_id":1,"sku":"x","cost":5}'),
    ).rejects.toMatchObject({ code: 'not_writable' });
    await expect(write('insert', 'customers', '{"email":"n2@x"}')).rejects.toMatchObject({
      code: 'not_null_violation',
      status: 400,
    });
    await expect(
      write('insert', 'customers', '{"name":"a","email":"n2@x","age":{"a":1}}'),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('takes no text with half a character, which drivers would store as another one', async () => {
    await expect(
      write('insert', 'customers', '{"name":"\\ud800","email":"n2@x"}'),
    ).rejects.toMatchObject({ code: 'invalid_body' });
    const { resource } = await write(
      'insert',
      'customers',
      '{"name":"\\ud83d\\ude00","email":"a@x"}',
    );
    expect(resource).toMatchObject([{ name: '😀' }]);
  });

  it("is refused as a whole when a row is not the role's", async () => {
    const body =
      '[{"name":"A","email":"a@x","city":"Berlin"},{"name":"B","email":"b@x","city":"Oslo"}]';
    await expect(write('insert', 'customers', body, {}, berlin)).rejects.toMatchObject({
      code: 'row_refused',
      status: 403,
    });
    expect(count('customers')).toBe(70);
    const { resource } = await write(
      'insert',
      'customers',
      '{"name":"A","email":"a@x","city":"Berlin"}',
      {},
      berlin,
    );
    expect(resource).toHaveLength(1);
  });

  it('knows only the columns of the role, and answers with them', async () => {
    const few = role([], ['code', 'name']);
    expect(
      (await write('insert', 'countries', '{"code":"IT","name":"Italy"}', {}, few)).resource,
    ).toEqual([{ code: 'IT', name: 'Italy' }]);
    const one = role([], ['name']);
    await expect(
      write('insert', 'countries', '{"code":"PT","name":"Portugal"}', {}, one),
    ).rejects.toThrow('Column "code" does not exist in "countries"');
  });
});

describe('an upsert', () => {
  const body =
    '[{"email":"c1@example.com","name":"New","age":99},{"email":"new@x","name":"Newer"}]';

  it('updates what is there, with the columns that are given', async () => {
    const { resource } = await write('insert', 'customers', body, { on_conflict: 'email' });
    expect(resource).toMatchObject([
      { id: 1, name: 'New', age: 99, city: 'Paris' },
      { email: 'new@x', name: 'Newer' },
    ]);
    expect(count('customers')).toBe(71);
  });

  it('leaves columns alone that one record does not give', async () => {
    await write(
      'insert',
      'customers',
      '[{"email":"c1@example.com","name":"A"},{"email":"c2@example.com","name":"B","age":1}]',
      { on_conflict: 'email' },
    );
    expect(shop.look('SELECT age, points FROM customers WHERE id < 3')).toEqual([
      { age: 19, points: 7 },
      { age: 1, points: 7 },
    ]);
  });

  it('leaves the whole record alone with nothing', async () => {
    const { resource } = await write('insert', 'customers', body, {
      on_conflict: 'email',
      on_conflict_action: 'nothing',
    });
    expect(resource).toMatchObject([{ email: 'new@x' }]);
    expect(shop.look('SELECT name FROM customers WHERE id = 1')).toEqual([
      { name: 'Customer 0001' },
    ]);
  });

  it('needs a key or a unique index, and an action it knows', async () => {
    const refused = (parameters: WriteParameters) =>
      expect(write('insert', 'customers', body, parameters)).rejects;
    await refused({ on_conflict: 'name' }).toThrow('neither the primary key nor a unique index');
    await refused({ on_conflict: 'nope' }).toThrow('Invalid on_conflict parameter: column "nope"');
    await refused({ on_conflict: 'email', on_conflict_action: 'merge' }).toThrow(
      'must be update or nothing',
    );
    const item = '{"order_id":1,"sku":"B","quantity":9}';
    const { resource } = await write('insert', 'items', item, { on_conflict: 'sku,order_id' });
    expect(resource).toMatchObject([{ quantity: 9, price: 1 }]);
  });

  it("does not touch rows that are not the role's", async () => {
    const mine = '{"email":"c7@example.com","name":"Mine","city":"Berlin"}';
    expect(
      (await write('insert', 'customers', mine, { on_conflict: 'email' }, berlin)).resource,
    ).toHaveLength(1);
    const other = '{"email":"c1@example.com","name":"Stolen","city":"Berlin"}';
    await expect(
      write('insert', 'customers', other, { on_conflict: 'email' }, berlin),
    ).rejects.toMatchObject({ code: 'row_refused' });
    expect(shop.look('SELECT name, city FROM customers WHERE id = 1')).toEqual([
      { name: 'Customer 0001', city: 'Paris' },
    ]);
  });

  it('needs the permission to update', async () => {
    const refuse = (): Permission => {
      throw new Error('no PATCH');
    };
    const upsert = insertRecords(shop.target('customers'), {
      body: parseExactJson(body),
      parameters: { on_conflict: 'email' },
      updatePermission: refuse,
    });
    await expect(upsert).rejects.toThrow('no PATCH');
  });
});
