import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as items from '../../../../deploy/estuary/convex/items.ts';
import { ConvexDeployment } from '../support/convex-deployment.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RequestOptions, RunningEstuary } from '../support/running-estuary.ts';

/** A deployment that has only the functions an items table has (contract §19.3), none of Estuary's own. */
describe('plain functions of Convex', () => {
  let estuary: RunningEstuary;
  beforeEach(async () => {
    const deployment = new ConvexDeployment({ items }, 'prod:key');
    await deployment.start();
    onTestFinished(() => deployment.stop());
    estuary = await estuaryOfTest({
      DATABASE_TYPE: 'convex',
      CONVEX_DEPLOYMENT_URL: deployment.url,
      CONVEX_DEPLOY_KEY: 'prod:key',
      RATE_LIMIT_ENABLED: 'false',
    });
  });

  it('do what the guide promises, and refuse what they cannot do by its name', async () => {
    const item = await estuary.create({ name: 'Widget' });
    const path = `/api/v1/items/${item.id}`;
    expect((await estuary.request('/health/ready')).status).toBe(200);
    expect((await estuary.request(path)).json).toEqual(item);
    expect((await estuary.request('/api/v1/items?limit=5&offset=0')).json).toEqual({
      items: [item],
      total: 1,
      limit: 5,
      offset: 0,
    });
    const body = { description: 'round' };
    const put = await estuary.request(path, { method: 'PUT', body });
    expect([put.status, put.json]).toMatchObject([200, { name: 'Widget', ...body }]);

    const operations = [
      { op: 'delete', id: item.id },
      { op: 'delete', id: item.id },
    ];
    const refused: readonly [string, string, RequestOptions?][] = [
      ['sorting', '/api/v1/items?sort=name'],
      ['filters', '/api/v1/items?name=Widget'],
      ['change feeds', '/api/v1/changes'],
      ['change feeds', '/api/v1/changes?wait=1'],
      ['batches', '/api/v1/items/batch', { method: 'POST', body: { operations } }],
      [
        'ids that clients choose',
        `/api/v1/items/${randomUUID()}`,
        { method: 'PUT', body: { name: 'a' }, headers: { 'if-none-match': '*' } },
      ],
      ['If-Match', path, { method: 'DELETE', headers: { 'if-match': '"1"' } }],
      ['Idempotency-Key', path, { method: 'DELETE', headers: { 'idempotency-key': 'one' } }],
    ];
    for (const [feature, at, options] of refused) {
      const { status, json } = await estuary.request(at, options);
      const message = `The database does not support ${feature}`;
      expect([status, json]).toMatchObject([501, { error: 'NOT_SUPPORTED', message }]);
    }

    expect((await estuary.request(path, { method: 'DELETE' })).status).toBe(204);
    expect((await estuary.request(path)).status).toBe(404);
    expect((await estuary.request('/api/v1/items/what%3F')).status).toBe(404);
  });
});
