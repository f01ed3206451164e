import { describe, expect, it } from 'vitest';
import { DescribedAnswers } from '../support/described-answers.ts';
import type { TestDocument } from '../support/described-answers.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { Answer, RequestOptions, RunningEstuary } from '../support/running-estuary.ts';

const ITEMS = '/api/v1/items';
const ITEM = '/api/v1/items/{id}';

/** Requests whose answers must be those that the server's own document describes. */
class CheckedEstuary {
  readonly #estuary: RunningEstuary;
  readonly #described: DescribedAnswers;
  /** Statuses seen, by operation. */
  readonly seen: string[] = [];

  constructor(estuary: RunningEstuary, document: TestDocument) {
    this.#estuary = estuary;
    this.#described = new DescribedAnswers(document);
  }

  async send(method: string, path: string, options: SendOptions = {}): Promise<Answer> {
    const { id = '', query = '', ...request } = options;
    const url = path.replace('{id}', id) + query;
    const answer = await this.#estuary.request(url, { ...request, method });
    this.#described.expect(method, path, answer);
    this.seen.push(`${method} ${path} ${answer.status}`);
    return answer;
  }
}

interface SendOptions extends Omit<RequestOptions, 'method'> {
  readonly id?: string;
  readonly query?: string;
}

async function checkedEstuary(env: Record<string, string> = {}): Promise<CheckedEstuary> {
  const estuary = await estuaryOfTest(env);
  const { json } = await estuary.request('/openapi.json');
  return new CheckedEstuary(estuary, json as TestDocument);
}

async function idOfNew(estuary: CheckedEstuary): Promise<string> {
  const { json } = await estuary.send('POST', ITEMS, { body: { name: 'Widget' } });
  return (json as { id: string }).id;
}

describe('answers of a running server', () => {
  it('are what its document says of items', async () => {
    const estuary = await checkedEstuary();
    const key = { 'idempotency-key': 'one' };
    const made = await estuary.send('POST', ITEMS, { body: { name: 'A' }, headers: key });
    await estuary.send('POST', ITEMS, { body: { name: 'A' }, headers: key });
    await estuary.send('POST', ITEMS, { body: { name: 'B' }, headers: key });
    await estuary.send('POST', ITEMS, { body: { description: 7 } });
    await estuary.send('POST', ITEMS, {
      body: 'x',
      headers: { 'content-type': 'application/json' },
    });
    await estuary.send('POST', ITEMS, { body: 'x' });
    await estuary.send('POST', ITEMS, { body: [] });
    const { id } = made.json as { id: string };
    const etag = made.headers.get('etag') ?? '';
    await estuary.send('GET', ITEM, { id });
    await estuary.send('GET', ITEM, { id, query: '?include=version' });
    await estuary.send('GET', ITEM, { id, headers: { 'if-none-match': etag } });
    await estuary.send('GET', ITEM, { id: 'nobody' });
    await estuary.send('PUT', ITEM, {
      id,
      body: { description: 'x' },
      headers: { 'if-match': etag },
    });
    await estuary.send('PUT', ITEM, { id, body: {}, headers: { 'if-match': etag } });
    const own = crypto.randomUUID();
    const creation = { id: own, body: { name: 'C' }, headers: { 'if-none-match': '*' } };
    await estuary.send('PUT', ITEM, creation);
    await estuary.send('PUT', ITEM, creation);
    await estuary.send('PATCH', ITEM, { id, body: { description: null } });
    await estuary.send('PATCH', ITEM, { id, body: { name: null } });
    await estuary.send('DELETE', ITEM, { id, headers: { 'if-match': etag } });
    await estuary.send('DELETE', ITEM, { id });
    await estuary.send('DELETE', ITEM, { id });
    expect(estuary.seen).toEqual([
      ...[201, 201, 422, 422, 400, 400, 400].map((status) => `POST ${ITEMS} ${status}`),
      ...[200, 200, 304, 404].map((status) => `GET ${ITEM} ${status}`),
      ...[200, 412, 201, 412].map((status) => `PUT ${ITEM} ${status}`),
      ...[200, 422].map((status) => `PATCH ${ITEM} ${status}`),
      ...[412, 204, 404].map((status) => `DELETE ${ITEM} ${status}`),
    ]);
  });

  it('are what it says of lists, batches and changes', async () => {
    const estuary = await checkedEstuary();
    const [id] = [await idOfNew(estuary), await idOfNew(estuary), await idOfNew(estuary)];
    for (const query of [
      '',
      '?limit=2&offset=1',
      '?cursor=&limit=1',
      '?total=false&include=version',
    ]) {
      const { status } = await estuary.send('GET', ITEMS, { query });
      expect(status, query).toBe(200);
    }
    expect((await estuary.send('GET', ITEMS, { query: '?limit=101' })).status).toBe(400);
    const operations = [
      { op: 'create', item: { name: 'x' } },
      { op: 'update', id, item: { name: 'y' } },
      { op: 'delete', id },
    ];
    const batch = `${ITEMS}/batch`;
    expect((await estuary.send('POST', batch, { body: { operations } })).status).toBe(200);
    expect((await estuary.send('POST', batch, { body: { operations } })).status).toBe(404);
    const refused = { operations: [{ op: 'create', item: { name: '' } }] };
    expect((await estuary.send('POST', batch, { body: refused })).status).toBe(422);
    const changes = '/api/v1/changes';
    const { json } = await estuary.send('GET', changes, { query: '?since=0&wait=0' });
    expect((json as { changes: unknown[] }).changes).toHaveLength(6);
    expect((await estuary.send('GET', changes, { query: '?since=x' })).status).toBe(400);
  });

  it('are what it says of probes, metrics and of itself', async () => {
    const estuary = await checkedEstuary();
    const paths = ['/', '/health', '/health/live', '/health/ready', '/metrics', '/docs'];
    for (const path of [...paths, '/openapi.json', '/api/v1/openapi.json']) {
      expect((await estuary.send('GET', path)).status, path).toBe(200);
    }
  });

  it('are what it says of a server that asks for more', async () => {
    const estuary = await checkedEstuary({
      RATE_LIMIT_MAX_REQUESTS: '5',
      REQUIRE_IF_MATCH: 'true',
      METRICS_TOKEN: 'scrape-me-0123456789',
      BODY_LIMIT_BYTES: '1024',
    });
    const id = await idOfNew(estuary);
    await estuary.send('PUT', ITEM, { id, body: {} });
    await estuary.send('POST', ITEMS, { body: { name: 'x'.repeat(2_000) } });
    await estuary.send('GET', '/metrics');
    await estuary.send('GET', ITEMS);
    await estuary.send('GET', ITEMS);
    expect(estuary.seen.map((line) => line.split(' ').at(-1))).toEqual([
      '201',
      '428',
      '413',
      '401',
      '200',
      '429',
    ]);
  });
});
