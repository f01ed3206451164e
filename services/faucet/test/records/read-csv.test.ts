import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unrestricted } from '../../src/access/permission.ts';
import { deleteRecords } from '../../src/records/delete-records.ts';
import { insertList, insertRecords } from '../../src/records/insert-records.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { csvRecords } from '../../src/records/read-csv.ts';
import { streamCsv } from '../../src/records/stream-records.ts';
import { openShop, request, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

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
        { name: 'text that looks like JSON', email: 'j1@x', data: '5' },
        { name: 'number', email: 'j2@x', data: 5 },
        { name: 'text', email: 'j3@x', data: 'plain "text"' },
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
