import { createLog } from '@aquifer/service';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as changes from '../../../../../deploy/estuary/convex/changes.ts';
import * as documents from '../../../../../deploy/estuary/convex/documents.ts';
import * as items from '../../../../../deploy/estuary/convex/items.ts';
import type { CallOptions } from '../../../src/store/convex/convex-calls.ts';
import { openConvexStore } from '../../../src/store/convex/convex-store.ts';
import type { DocumentStore } from '../../../src/store/document-store.ts';
import { ConvexDeployment } from '../../support/convex-deployment.ts';
import type { Modules } from '../../support/convex-deployment.ts';
import { create, keyed, remove, transaction, update } from '../../support/writes.ts';
import { KEEP_ALL } from '../contract/keep-all.ts';
import { queryOf } from '../contract/query-of.ts';

const KEY = 'prod:key';
const log = createLog({ level: 'silent', format: 'json' });
let deployment: ConvexDeployment;
let stores: DocumentStore[] = [];

const open = (access: object = { deployKey: KEY }, calling: CallOptions = {}): DocumentStore => {
  const store = openConvexStore({
    access: { url: deployment.url, ...access },
    retention: KEEP_ALL,
    log,
    ...calling,
  });
  stores.push(store);
  return store;
};

async function deploy(modules: Modules): Promise<void> {
  deployment = new ConvexDeployment(modules, KEY);
  await deployment.start();
}

beforeEach(() => deploy({ items, documents, changes }));

afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await deployment.stop();
});

const write = async (store: DocumentStore) => store.write(transaction([create('items', 'x')]));
const get = async (store: DocumentStore) => store.get('items', 'x');

it('refuses nobody who has the key, and tells of a key that is refused', async () => {
  expect(await write(open())).toMatchObject({ kind: 'done' });
  const wrong = open({ deployKey: 'other' });
  await expect(get(wrong)).rejects.toMatchObject({ code: 'store_failed' });
  await expect(write(wrong)).rejects.toMatchObject({ code: 'store_failed' });
  await expect(wrong.check()).rejects.toMatchObject({ code: 'store_failed' });
});

it('sends the secret where there is no key', async () => {
  const store = open({ sharedSecret: 'hush' });
  await store.check().catch(() => undefined);
  expect(deployment.calls.at(-1)).toMatchObject({
    path: 'items:list',
    args: { secret: 'hush', limit: 1, offset: 0 },
    authorization: undefined,
  });
});

it('calls a function that fails, or answers something else, a failed query', async () => {
  const error = '{"status":"error","errorMessage":"Server Error","logLines":[]}';
  deployment.trouble = () => ({ status: 560, body: error });
  await expect(get(open())).rejects.toMatchObject({ code: 'store_failed' });
  await expect(write(open())).rejects.toMatchObject({ code: 'store_failed' });
  for (const body of ['{"status":"success","value":{"a":1},"logLines":[]}', 'no JSON', '{}']) {
    deployment.trouble = () => ({ status: 200, body });
    await expect(get(open())).rejects.toMatchObject({ code: 'store_failed' });
  }
});

it('tells what did not arrive from what may have', async () => {
  // Short, but not for a machine that is busy.
  const store = open({ deployKey: KEY }, { timeoutMs: 1_000 });
  await get(store);
  deployment.trouble = () => 'silence';
  await expect(get(store)).rejects.toMatchObject({ code: 'store_unavailable' });
  await expect(write(store)).rejects.toMatchObject({ code: 'outcome_unknown' });
  deployment.trouble = () => ({ status: 200, body: 'Welcome to the Wi-Fi of this hotel' });
  await expect(write(store)).rejects.toMatchObject({ code: 'outcome_unknown' });
  await deployment.stop();
  // Connections that were kept open are found closed, which tells nothing of a write sent on one.
  await expect(get(store)).rejects.toMatchObject({ code: 'store_unavailable' });
  await expect(write(store)).rejects.toMatchObject({ code: 'store_unavailable' });
});

it('works when the deployment comes back', async () => {
  const store = open();
  await deployment.stop();
  await expect(store.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  await expect(store.changes.head()).rejects.toMatchObject({ code: 'store_unavailable' });
  await deployment.start();
  await store.check();
  expect(await write(store)).toMatchObject({ kind: 'done' });
});

it('calls a conflict that Convex gives up on a lock, and a full deployment unavailable', async () => {
  deployment.trouble = () => ({
    status: 503,
    body: '{"code":"OptimisticConcurrencyControlFailure"}',
  });
  await expect(write(open())).rejects.toMatchObject({ code: 'store_locked' });
  deployment.trouble = () => ({ status: 429, body: '{"code":"TooManyRequests"}' });
  await expect(write(open())).rejects.toMatchObject({ code: 'store_unavailable' });
});

it('does what it can with plain functions, and refuses the rest', async () => {
  await deployment.stop();
  await deploy({ items });
  const store = open();
  const made = await store.write(transaction([create('items', 'x', { name: 'Pump' })]));
  const id = made.kind === 'done' ? made.changes[0]!.id : '';
  expect(await store.get('items', id)).toMatchObject({ id, fields: { name: 'Pump' } });
  expect(await store.list(queryOf('items'))).toMatchObject({ documents: [{ id }], total: 1 });
  const patch = { description: null };
  expect(await store.write(transaction([update('items', id, patch)]))).toMatchObject({
    kind: 'done',
    changes: [{ type: 'updated', document: { fields: { name: 'Pump' } } }],
  });
  const refused = [
    keyed([update('items', id)], { scope: 's' }),
    transaction([update('items', id, {}, { ifMatch: [1] })]),
    transaction([update('items', id), update('items', id)]),
  ];
  for (const one of refused) {
    await expect(store.write(one)).rejects.toMatchObject({ code: 'not_supported' });
  }
  await expect(store.changes.snapshot({})).rejects.toMatchObject({ code: 'not_supported' });
  expect(await store.write(transaction([remove('items', id)]))).toMatchObject({ kind: 'done' });
  expect(await store.write(transaction([remove('items', id)]))).toMatchObject({ kind: 'refused' });
  expect(await store.get('items', id)).toBeUndefined();
});

it('finds nothing under an id that plain functions let Convex refuse', async () => {
  await deployment.stop();
  await deploy({ items });
  const store = open();
  await get(store);
  const errorMessage =
    '[Request ID: 0123456789abcdef] Server Error\nArgumentValidationError: Value does not match validator.\nPath: .id\nValue: "x"\nValidator: v.id("items")';
  deployment.trouble = () => ({
    status: 560,
    body: JSON.stringify({ status: 'error', errorMessage, logLines: [] }),
  });
  expect(await get(store)).toBeUndefined();
  for (const one of [update('items', 'x'), remove('items', 'x')]) {
    expect(await store.write(transaction([one]))).toMatchObject({ kind: 'refused' });
  }
});

it('takes functions for missing that fail while plain ones answer, as deployments hide why', async () => {
  await deployment.stop();
  await deploy({ items });
  const redacted =
    '{"status":"error","errorMessage":"[Request ID: 01] Server Error","logLines":[]}';
  deployment.trouble = ({ path }) =>
    path.startsWith('items:') ? undefined : { status: 560, body: redacted };
  const store = open();
  expect(await store.list(queryOf('items'))).toEqual({ documents: [], total: 0 });
  await expect(store.changes.head()).rejects.toMatchObject({ code: 'not_supported' });
});
