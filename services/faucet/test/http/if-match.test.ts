import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaucet, type TestFaucet } from '../support/start-faucet.ts';

let faucet: TestFaucet;
const path = '/api/v1/demo/_table/customers/3';
beforeAll(async () => {
  faucet = await startFaucet();
});
afterAll(() => faucet.stop());

const write = async (method: string, ifMatch: string, on = path) => {
  const body = method === 'DELETE' ? {} : { body: { age: 44 } };
  const answer = await faucet.request(on, { method, headers: { 'if-match': ifMatch }, ...body });
  return { status: answer.status, tag: answer.headers.get('etag') ?? '', answer };
};

describe('If-Match over HTTP', () => {
  it('lets through who knows the record as it is, and nobody else', async () => {
    const read = await faucet.request(path);
    const tag = read.headers.get('etag') ?? '';
    const changed = await write('PATCH', tag);
    expect(changed.status).toBe(200);
    expect((await write('PUT', changed.tag)).status).toBe(200);
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      const refused = await write(method, '"stale"');
      expect(refused.status).toBe(412);
      expect(refused.answer.json()).toMatchObject({
        error: { code: 412, reason: 'precondition_failed' },
      });
    }
    expect((await write('DELETE', '*')).status).toBe(200);
    expect((await write('DELETE', '*')).status).toBe(412);
    expect((await write('DELETE', changed.tag)).status).toBe(412);
  });

  it('is refused where nothing has a tag', async () => {
    const collection = '/api/v1/demo/_table/customers?filter=id = 4';
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      expect((await write(method, '"a"', collection)).status).toBe(412);
    }
  });

  it('is of the columns that the key may read', async () => {
    const key = await faucet.keyFor(
      { service_name: 'demo', component: '_table/customers', verb_mask: 1, columns: ['id', 'age'] },
      { service_name: 'demo', component: '_table/customers', verb_mask: 8 },
    );
    const other = '/api/v1/demo/_table/customers/5';
    const tag = (await faucet.request(other, { as: key })).headers.get('etag') ?? '';
    const patch = { method: 'PATCH', body: { age: 1 }, headers: { 'if-match': tag }, as: key };
    expect((await faucet.request(other, patch)).status).toBe(200);
    expect((await faucet.request(other, patch)).status).toBe(412);
  });
});
