import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Permission, unrestricted } from '../../src/access/permission.ts';
import { deleteRecords } from '../../src/records/delete-records.ts';
import { insertList, insertRecords } from '../../src/records/insert-records.ts';
import { parseExactJson } from '../../src/records/parse-exact-json.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { csvRecords } from '../../src/records/read-csv.ts';
import { streamCsv } from '../../src/records/stream-records.ts';
import { patchRecords, replaceRecords } from '../../src/records/update-records.ts';
import { deleteRecord, updateRecord } from '../../src/records/write-record.ts';
import type { WriteParameters } from '../../src/records/write-target.ts';
import { openShop, request, role, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

type Verb = 'insert' | 'replace' | 'patch' | 'delete';

/** What a write of this body answers, parsed, and how many failed. */
const write = async (
  verb: Verb,
  table: string,
  body?: string,
  parameters: WriteParameters = {},
  permission?: Permission,
): Promise<{
  resource: Record<string, unknown>[];
  meta: Record<string, unknown>;
  failed: number;
}> => {
  const target = shop.target(table, permission);
  const value = body === undefined ? undefined : parseExactJson(body);
  const updatePermission = (): Permission => permission ?? unrestricted;
  const requested = { body: value, parameters, updatePermission };
  const use = {
    insert: insertRecords,
    replace: replaceRecords,
    patch: patchRecords,
    delete: deleteRecords,
  }[verb];
  const { json, failed } = await use(target, requested);
  return { ...JSON.parse(json), failed };
};

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

describe('a record by its key', () => {
  it('is changed and answered', async () => {
    const { json, etag } = await updateRecord(shop.target('customers'), '40', { id: 40, age: 3 });
    expect(JSON.parse(json)).toMatchObject({ id: 40, age: 3 });
    expect(etag).toMatch(/^"/);
    const moved = await updateRecord(shop.target('countries'), 'DE', { code: 'D2' });
    expect(JSON.parse(moved.json)).toEqual({ code: 'D2', name: 'Germany' });
  });

  it('is deleted', async () => {
    expect((await deleteRecord(shop.target('items'), '1,A\\,1')).json).toContain('"count":1');
    await expect(deleteRecord(shop.target('items'), '1,A\\,1')).rejects.toMatchObject({
      code: 'record_not_found',
    });
  });

  it("is not found when it is not there or not the role's", async () => {
    const missing = { code: 'record_not_found' };
    await expect(updateRecord(shop.target('customers'), '999', { age: 3 })).rejects.toMatchObject(
      missing,
    );
    await expect(
      updateRecord(shop.target('customers', berlin), '1', { age: 3 }),
    ).rejects.toMatchObject(missing);
    await expect(deleteRecord(shop.target('customers', berlin), '1')).rejects.toMatchObject(
      missing,
    );
    await expect(updateRecord(shop.target('customers'), '1', {})).rejects.toMatchObject({
      code: 'invalid_body',
    });
    await expect(updateRecord(shop.target('customers'), '1', { id: 1 })).rejects.toThrow(
      'no columns',
    );
  });
});

describe('CSV', () => {
  const insert = async (table: string, text: string): Promise<void> => {
    const target = shop.target(table);
    await insertList(target, csvRecords(text, target), {
      parameters: {},
      updatePermission: () => unrestricted,
    });
  };

  it('is read back as it was written', async () => {
    await insertRecords(shop.target('customers'), {
      body: [
        {
          name: 'Quote "x", comma',
          email: 'q@x',
          age: null,
          city: '',
          data: { a: [1, 'é\n'] },
          balance: 0.1,
          is_active: false,
        },
        { name: ' spaces ', email: 'line\r\nbreak', age: 5, city: null, created_at: null },
      ],
      parameters: {},
      updatePermission: () => unrestricted,
    });
    const rows = (): unknown => shop.look('SELECT * FROM customers WHERE id > 70 ORDER BY id');
    const before = rows();
    let csv = '';
    for await (const chunk of streamCsv(
      new ReadCache(),
      shop.source('customers'),
      request({ filter: 'id > 70', limit: 'all' }),
    ))
      csv += chunk;
    await deleteRecords(shop.target('customers'), {
      body: undefined,
      parameters: { filter: 'id > 70' },
    });
    await insert('customers', csv);
    expect(rows()).toEqual(before);
  });

  it('leaves an empty cell to the default where it cannot be null', async () => {
    await insert('customers', '\uFEFFname,email,points,age\nA,a@x,,\n');
    expect(shop.look('SELECT name, points, age FROM customers WHERE id > 70')).toEqual([
      { name: 'A', points: 7, age: null },
    ]);
  });

  it('is refused with the line', () => {
    const refused = (text: string, reason: string) =>
      expect(() => csvRecords(text, shop.target('customers'))).toThrow(reason);
    refused('', 'expected a header line');
    refused('name,email\n', 'at least one record');
    refused('name,email\nA,"b\n', 'it is not valid CSV');
    refused('name,email\nA,b,c\n', 'it is not valid CSV (line 2)');
    refused('name,nope\nA,b\n', 'Column "nope" does not exist');
    refused('name,name\nA,b\n', 'names a column twice');
    refused('name,data\nA,{\n', 'not valid JSON');
  });
});
