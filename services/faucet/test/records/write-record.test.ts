import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteRecord, updateRecord } from '../../src/records/write-record.ts';
import { openShop, role, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const berlin = role([{ name: 'city', operator: '=', value: 'Berlin' }]);

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
