import { expect, it, onTestFinished, vi } from 'vitest';
import * as changes from '../../../../deploy/estuary/convex/changes.ts';
import * as documents from '../../../../deploy/estuary/convex/documents.ts';
import * as items from '../../../../deploy/estuary/convex/items.ts';
import { ConvexDeployment } from '../support/convex-deployment.ts';
import { createRequest } from '../support/running-estuary.ts';
import type { RequestOptions, TestItem } from '../support/running-estuary.ts';
import { serveEstuary } from '../support/spawn-estuary.ts';

/** Estuary over Convex as its guide has it; the deployment is a stand-in that runs our functions. */

const KEY = 'prod:key';

it('starts while its deployment is down, and keeps items in it once it is there', async () => {
  const deployment = new ConvexDeployment({ items, documents, changes }, KEY);
  // Takes a port, on which nobody is then.
  await deployment.start();
  await deployment.stop();
  onTestFinished(() => deployment.stop());
  const { url, child, output, ended } = await serveEstuary({
    env: {
      DATABASE_TYPE: 'convex',
      CONVEX_DEPLOYMENT_URL: `${deployment.url}/`,
      CONVEX_DEPLOY_KEY: KEY,
      APP_PROFILE: 'production',
      RATE_LIMIT_ENABLED: 'false',
    },
  });
  const request = createRequest(url);
  const at = async (path: string, options?: RequestOptions) => {
    const { status, json } = await request(path, options);
    return [status, json];
  };

  expect((await at('/health/live'))[0]).toBe(200);
  const notReady = { status: 'not_ready', reason: 'database_unavailable' };
  expect(await at('/health/ready')).toMatchObject([503, notReady]);
  expect(await at('/health')).toMatchObject([503, { database: { connected: false } }]);
  const unavailable = [503, { error: 'SERVICE_UNAVAILABLE' }];
  expect(await at('/api/v1/items')).toMatchObject(unavailable);
  expect(await at('/api/v1/changes?wait=0')).toMatchObject(unavailable);

  await deployment.start();
  await vi.waitFor(async () => expect((await at('/health/ready'))[0]).toBe(200), 10_000);

  const body = { name: 'Widget', description: 'round' };
  const keyed = { method: 'POST', body, headers: { 'idempotency-key': 'one' } };
  const [status, made] = (await at('/api/v1/items', keyed)) as [number, TestItem];
  expect([status, made]).toMatchObject([201, body]);
  expect(await at('/api/v1/items', keyed)).toEqual([201, made]);
  const path = `/api/v1/items/${made.id}`;
  expect(await at(path)).toEqual([200, made]);
  expect(await at('/api/v1/items')).toEqual([
    200,
    { items: [made], total: 1, limit: 20, offset: 0 },
  ]);
  const put = { method: 'PUT', body: { name: 'Gadget', description: null } };
  expect(await at(path, put)).toMatchObject([200, { name: 'Gadget', description: null }]);
  const stale = { ...put, headers: { 'if-match': '"1"' } };
  expect(await at(path, stale)).toMatchObject([412, { error: 'PRECONDITION_FAILED' }]);
  expect((await at(path, { method: 'DELETE' }))[0]).toBe(204);
  expect((await at(path, { method: 'DELETE' }))[0]).toBe(404);
  expect((await at('/api/v1/items/no%20id%20of%20Convex'))[0]).toBe(404);
  expect(await at('/api/v1/changes?since=0&wait=0')).toMatchObject([
    200,
    { changes: [{ type: 'created' }, { type: 'updated' }, { type: 'deleted' }], next: 3 },
  ]);

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output.stdout.match(/"the database does not answer; not ready"/g)).toHaveLength(1);
  expect(output.stdout.match(/"the database answers again"/g)).toHaveLength(1);
}, 120_000);
