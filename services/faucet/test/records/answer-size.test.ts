import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRecords } from '../../src/records/list-records.ts';
import { ReadCache } from '../../src/records/read-cache.ts';
import { faultOf } from '../connectors/contract/builders.ts';
import { openShop, request, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

it('related records count for the size of an answer, all together', async () => {
  const list = (limit: string, answerBytesMax: number) => async () =>
    listRecords(
      new ReadCache(),
      shop.source('customers'),
      request({ fields: 'id', related: 'orders', limit }),
      { answerBytesMax },
    );
  expect(await faultOf(list('20', 1000))).toBe('answer_too_large');
  expect(await faultOf(list('20', 4000))).toBe('none');
  expect(await faultOf(list('2', 1000))).toBe('none');
});
