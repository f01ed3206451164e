import { describe, expect, it } from 'vitest';
import { DescribedAnswers } from '../support/described-answers.ts';
import type { TestDocument } from '../support/described-answers.ts';
import { lintWithRedocly } from '../support/lint-with-redocly.ts';
import { estuaryOfTest } from '../support/running-estuary.ts';

/** With what OpenAPI and JSON Schema see differently: references, true and false, values of any type. */
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.org/tree',
  title: 'Tree',
  type: 'object',
  properties: {
    label: { type: 'string', pattern: '^\\w+$', default: '<b>' },
    kind: { enum: ['a', { b: [null] }] },
    children: { type: 'array', items: { $ref: '#' } },
    leaf: { $ref: '#/$defs/leaf' },
    anything: true,
    $ref: { const: 'a property of this name' },
  },
  required: ['label'],
  additionalProperties: false,
  $defs: { leaf: { type: ['object', 'null'], not: { type: 'object', maxProperties: 0 } } },
};
const tree = { label: 'a', kind: { b: [null] }, children: [{ label: 'b', leaf: null }] };

const BASE = '/api/v1/collections/trees';
const PATHS = [`${BASE}/items/batch`, `${BASE}/items`, `${BASE}/items/{id}`];

describe('the description of the API', () => {
  it('follows the collections that are declared', { timeout: 120_000 }, async () => {
    const estuary = await estuaryOfTest();
    const document = async () => (await estuary.request('/openapi.json')).json as TestDocument;
    const declared = async () =>
      Object.keys((await document()).paths).filter((path) => path.startsWith(BASE));
    expect(await declared()).toEqual([]);
    const put = (body: unknown) => estuary.request(BASE, { method: 'PUT', body });
    expect((await put(schema)).status).toBe(201);
    expect((await declared()).toSorted()).toEqual(PATHS.toSorted());
    expect(lintWithRedocly(await document())).toEqual([
      'Security scheme: "bearer_auth" is never used.',
    ]);
    const page = (await estuary.request('/docs')).text;
    expect(page).toContain('id="createCollectionItem_trees"');
    expect(page).toContain('id="schema-trees.Data"');
    expect(page).toContain('default &lt;b&gt;');
    expect(page).toContain('<code>{&quot;b&quot;:[null]}</code>');
    await put({ type: 'object' });
    expect((await estuary.request('/docs')).text).not.toContain('default &lt;b&gt;');
    await estuary.request(BASE, { method: 'DELETE' });
    expect(await declared()).toEqual([]);
  });

  it('says of answers about collections what they are', async () => {
    const estuary = await estuaryOfTest();
    const document = async () => (await estuary.request('/openapi.json')).json as TestDocument;
    const anyCollection = new DescribedAnswers(await document());
    await estuary.request(BASE, { method: 'PUT', body: schema });
    const described = new DescribedAnswers(await document());
    const seen: number[] = [];
    const send = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) => {
      const answer = await estuary.request(path, { method, body, headers });
      const named = path.split('?')[0]?.replace(/[0-9a-f]{8}-[0-9a-f-]*/, '{id}') ?? '';
      described.expect(method, named, answer);
      anyCollection.expect(method, named.replace('trees', '{name}'), answer);
      seen.push(answer.status);
      return answer;
    };
    const items = `${BASE}/items`;
    const made = await send('POST', items, { data: tree });
    const one = `${items}/${(made.json as { id: string }).id}`;
    await send('POST', items, { data: {} });
    await send('GET', items);
    await send('GET', `${one}?include=version`);
    await send('PUT', one, { data: tree }, { 'if-match': '"1"' });
    await send('PUT', one, { data: tree }, { 'if-match': '"1"' });
    await send('PATCH', one, { data: { kind: null } });
    await send('POST', `${items}/batch`, { operations: [{ op: 'create', item: { data: tree } }] });
    await send('DELETE', one);
    await send('DELETE', one);
    expect(seen).toEqual([201, 422, 200, 200, 200, 412, 200, 200, 204, 404]);
  });

  it('says of answers about declarations what they are', async () => {
    const estuary = await estuaryOfTest({ REQUIRE_IF_MATCH: 'true' });
    const { json } = await estuary.request('/openapi.json');
    const described = new DescribedAnswers(json as TestDocument);
    const seen: number[] = [];
    const etags: string[] = [];
    const ONE = '/api/v1/collections/{name}';
    const send = async (
      method: string,
      body?: unknown,
      headers: Record<string, string> = {},
      path = ONE,
    ) => {
      const url = path.replace('{name}', 'trees');
      const answer = await estuary.request(url, { method, body, headers });
      described.expect(method, path, answer);
      seen.push(answer.status);
      etags.push(answer.headers.get('etag') ?? '');
    };
    await send('GET');
    await send('PUT', { type: 'text' });
    await send('PUT', {}, { 'if-none-match': '*' });
    await send('PUT', {}, { 'if-none-match': '*' });
    await send('PUT', {});
    await estuary.request(`${BASE}/items`, { method: 'POST', body: { data: {} } });
    const first = { 'if-match': etags[2] ?? '' };
    await send('PUT', schema, first);
    await send('PUT', { type: 'object' }, first);
    await send('DELETE', undefined, first);
    await send('DELETE', undefined, { 'if-match': etags.at(-2) ?? '' });
    await send('GET');
    await send('GET', undefined, {}, '/api/v1/collections');
    expect(seen).toEqual([404, 422, 201, 412, 428, 409, 200, 412, 409, 200, 200]);
  });
});
