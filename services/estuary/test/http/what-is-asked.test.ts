import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { estuaryOfTest } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

const MISSING = '/api/v1/items/00000000-0000-4000-8000-000000000000';

describe('an error', () => {
  it('is told as problem details to who asks for them (RFC 9457), with all that it says otherwise', async () => {
    const estuary = await estuaryOfTest();
    const accept = 'application/json, application/problem+json';
    const { status, headers, json } = await estuary.request(MISSING, { headers: { accept } });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringContaining('not found') as string,
      error: 'NOT_FOUND',
      request_id: headers.get('x-request-id'),
    });
    const invalid = { method: 'POST', body: { name: '' }, headers: { accept } };
    const refused = await estuary.request('/api/v1/items', invalid);
    expect(refused.json).toMatchObject({
      title: 'Unprocessable Entity',
      details: { validation_errors: [{ field: 'name' }] },
    });
  });

  it.each([
    undefined,
    '*/*',
    'application/json',
    'application/problem+json;q=0',
    'application/json, application/problem+json;q=0.5',
  ])('is as ever for who accepts %s', async (accept) => {
    const estuary = await estuaryOfTest();
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const answer = await estuary.request(MISSING, { headers });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.json).not.toHaveProperty('title');
  });
});

describe('an answer', () => {
  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('of 1 KiB and more is sent as %s to who takes that', async (encoding, decompress) => {
    const estuary = await estuaryOfTest();
    for (let item = 0; item < 10; item += 1) await estuary.create({ name: `item ${item}` });
    const { text } = await estuary.request('/api/v1/items');
    const packed = await read(`${estuary.url}/api/v1/items`, encoding);
    expect(packed.encoding).toBe(encoding);
    expect(packed.body.length).toBeLessThan(text.length / 2);
    expect(decompress(packed.body).toString()).toBe(text);
  });

  it('that is small, or of who takes no encoding, is sent as it is', async () => {
    const estuary = await estuaryOfTest();
    const { id } = await estuary.create({ name: 'small' });
    const one = await read(`${estuary.url}/api/v1/items/${id}`, 'br, gzip');
    expect(one.encoding).toBeUndefined();
    expect(JSON.parse(one.body.toString())).toMatchObject({ id });
    const document = await read(`${estuary.url}/api/v1/openapi.json`, 'identity');
    expect(document.encoding).toBeUndefined();
  });

  it('says in development, and only there, how long it took', async () => {
    const development = await estuaryOfTest();
    const production = await estuaryOfTest({ APP_PROFILE: 'production', DATABASE_TYPE: 'memory' });
    const timingOf = async (estuary: RunningEstuary, path: string) =>
      (await estuary.request(path)).headers.get('server-timing');
    for (const path of ['/api/v1/items', MISSING, '/nowhere']) {
      expect(await timingOf(development, path)).toMatch(/^total;dur=\d+\.\d{3}$/);
      expect(await timingOf(production, path)).toBeNull();
    }
  });
});

/** As it came over the connection, which `fetch` hides. */
function read(
  url: string,
  accepted: string,
): Promise<{ readonly encoding: string | undefined; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': accepted } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(parts) }),
      );
    }).on('error', reject);
  });
}
