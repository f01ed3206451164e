import { beforeEach, describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

describe('a batch', () => {
  let estuary: RunningEstuary;
  beforeEach(async () => {
    estuary = await estuaryOfTest();
  });
  const post = (operations: unknown, headers: Record<string, string> = {}) =>
    estuary.request('/api/v1/items/batch', { method: 'POST', body: { operations }, headers });
  const total = async () =>
    ((await estuary.request('/api/v1/items')).json as { total: number }).total;

  it('is done in order, and each operation sees those before it', async () => {
    const { id } = await estuary.create({ name: 'a' });
    const answer = await post([
      { op: 'create', item: { name: ' b ' } },
      { op: 'update', id, if_match: '"1"', item: { name: 'c' } },
      { op: 'update', id, if_match: 2, item: { description: 'd' } },
      { op: 'delete', id },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      results: [
        { op: 'create', version: 1, item: { name: 'b' } },
        { op: 'update', id, version: 2, item: { name: 'c' } },
        { op: 'update', id, version: 3, item: { name: 'c', description: 'd' } },
        { op: 'delete', id, item: null },
      ],
    });
    expect(await total()).toBe(1);
  });

  it.each<[number, string, (id: string) => object]>([
    [404, 'NOT_FOUND', () => ({ op: 'delete', id: 'nobody' })],
    [412, 'PRECONDITION_FAILED', (id) => ({ op: 'update', id, if_match: 7, item: {} })],
    [422, 'VALIDATION_ERROR', () => ({ op: 'create', item: { name: '' } })],
  ])('that ends with a %i leaves no trace, and says which it was', async (status, error, last) => {
    const kept = await estuary.create({ name: 'a' });
    const { id } = await estuary.create({ name: 'b' });
    const answer = await post([
      { op: 'create', item: { name: 'c' } },
      { op: 'delete', id },
      last(kept.id),
    ]);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ error, details: { index: 2 } });
    expect(await total()).toBe(2);
  });

  it('is done once for a key', async () => {
    const operations = [{ op: 'create', item: { name: 'a' } }];
    const first = await post(operations, { 'idempotency-key': 'k' });
    const again = await post(operations, { 'idempotency-key': 'k' });
    expect(again.text).toBe(first.text);
    expect(await total()).toBe(1);
  });

  it.each([
    [[]],
    ['x'],
    [[7]],
    [[{ op: 'x' }]],
    [[{ op: 'update' }]],
    [Array.from({ length: 101 }, () => ({}))],
  ])('is refused when it is none: %#', async (operations) => {
    const { status, json } = await post(operations);
    expect([status, json]).toMatchObject([400, { error: 'BAD_REQUEST' }]);
  });
});
