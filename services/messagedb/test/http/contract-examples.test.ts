import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultToken, startMessageDb } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/**
 * The examples of contract §16, in its order and words, on one server. `…` in an answer stands for
 * what varies: times, generated ids, secrets.
 */

let server: TestServer;
beforeAll(async () => {
  server = await startMessageDb();
});
afterAll(() => server.stop());

const id = '550e8400-e29b-41d4-a716-446655440000';
const opened = `"Opened",0,1,{"balance":0},{"correlationStreamName":"signup-9"},"…"`;
const deposited = `"Deposited",1,2,{"amount":100},null,"…"`;

const examples: readonly [request: string, status: number, answer: string][] = [
  ['["sys.version"]', 200, '"1.3.0"'],
  [
    `["stream.write","account-123",{"type":"Opened","data":{"balance":0},"metadata":{"correlationStreamName":"signup-9"}},{"id":"${id}","expectedVersion":-1}]`,
    200,
    '{"position":0,"globalPosition":1}',
  ],
  [
    '["stream.write","account-123",{"type":"Deposited","data":{"amount":100}},{"expectedVersion":0}]',
    200,
    '{"position":1,"globalPosition":2}',
  ],
  [
    '["stream.write","account-123",{"type":"Deposited","data":{"amount":100}},{"expectedVersion":0}]',
    409,
    '{"error":{"code":"STREAM_VERSION_CONFLICT","message":"Expected version 0, stream is at version 1","details":{"expected":0,"actual":1}}}',
  ],
  [
    '["stream.get","account-123",{"position":0,"batchSize":10}]',
    200,
    `[["${id}",${opened}],["…",${deposited}]]`,
  ],
  ['["stream.get","account-999"]', 200, '[]'],
  ['["stream.last","account-123",{"type":"Opened"}]', 200, `["${id}",${opened}]`],
  ['["stream.last","account-999"]', 200, 'null'],
  ['["stream.version","account-123"]', 200, '1'],
  ['["stream.version","account-999"]', 200, 'null'],
  [
    '["category.get","account",{"consumerGroup":{"member":1,"size":2}}]',
    200,
    `[["${id}","account-123",${opened}],["…","account-123",${deposited}]]`,
  ],
  ['["category.get","account",{"consumerGroup":{"member":0,"size":2}}]', 200, '[]'],
  [
    '["category.get","account",{"correlation":"signup"}]',
    200,
    `[["${id}","account-123",${opened}]]`,
  ],
  [
    '["category.get","account",{"consumerGroup":{"member":2,"size":2}}]',
    400,
    '{"error":{"code":"INVALID_REQUEST","message":"…"}}',
  ],
  [
    '["ns.create","tenant-a",{"description":"Tenant A"}]',
    200,
    '{"namespace":"tenant-a","token":"ns_dGVuYW50LWE_…","createdAt":"…"}',
  ],
  [
    '["ns.create","tenant-a",{"description":"Tenant A"}]',
    409,
    `{"error":{"code":"NAMESPACE_EXISTS","message":"Namespace 'tenant-a' already exists"}}`,
  ],
  [
    '["ns.info","tenant-a"]',
    200,
    '{"namespace":"tenant-a","description":"Tenant A","createdAt":"…","messageCount":0,"streamCount":0,"lastActivity":null}',
  ],
  [
    '["ns.streams",{"prefix":"acc","limit":10}]',
    200,
    '[{"stream":"account-123","version":1,"lastActivity":"…"}]',
  ],
  ['["ns.categories"]', 200, '[{"category":"account","streamCount":1,"messageCount":2}]'],
  ['["ns.delete","tenant-a"]', 200, '{"namespace":"tenant-a","deletedAt":"…","messagesDeleted":0}'],
  ['["no.such"]', 404, '{"error":{"code":"METHOD_NOT_FOUND","message":"Unknown method: no.such"}}'],
  ['{"a":1}', 400, '{"error":{"code":"INVALID_REQUEST","message":"…"}}'],
  ['[]', 400, '{"error":{"code":"INVALID_REQUEST","message":"…"}}'],
  ['[7]', 400, '{"error":{"code":"INVALID_REQUEST","message":"…"}}'],
  ['hello', 400, '{"error":{"code":"INVALID_REQUEST","message":"…","details":{"error":"…"}}}'],
  [
    '["stream.write","a-1",{"type":"T"}]',
    400,
    '{"error":{"code":"INVALID_REQUEST","message":"message.data must be an object"}}',
  ],
  [
    '["stream.get","a-1",{"batchSize":10001}]',
    400,
    '{"error":{"code":"INVALID_REQUEST","message":"…batchSize…"}}',
  ],
];

it.each(examples)('%s: %i', async (request, status, answer) => {
  const got = await server.post(request);
  expect(got.status).toBe(status);
  expect(got.headers.get('content-type')).toBe('application/json');
  expect(got.text).toMatch(patternOf(answer));
});

it.each([
  [undefined, 401, '{"error":{"code":"AUTH_REQUIRED","message":"Authorization header required"}}'],
  ['nope', 401, '{"error":{"code":"AUTH_INVALID_TOKEN","message":"…","details":{"error":"…"}}}'],
  [
    defaultToken.replace(/0/g, '1'),
    403,
    '{"error":{"code":"AUTH_UNAUTHORIZED","message":"…","details":{"namespace":"default"}}}',
  ],
])('with the token %s: %i', async (as, status, answer) => {
  const got = await server.post(['sys.version'], { as });
  expect(got.status).toBe(status);
  expect(got.text).toMatch(patternOf(answer));
});

it('GET /subscribe tells that it is ready, then pokes what is stored, and stays open', async () => {
  const query = `stream=account-123&position=1&token=${defaultToken}`;
  const response = await fetch(`${server.url}/subscribe?${query}`);
  expect(response.status).toBe(200);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (!text.includes('globalPosition')) {
    text += Buffer.from((await reader.read()).value ?? []).toString();
  }
  expect(text).toContain(': ready\n\n');
  expect(text).toMatch(
    /event: poke\ndata: \{"stream":"account-123","position":1,"globalPosition":2\}\n\n$/,
  );
  await reader.cancel();
});

it('GET /subscribe without a target is refused with text', async () => {
  const got = await server.request(`/subscribe?token=${defaultToken}`, { as: undefined });
  expect(got.status).toBe(400);
  expect(got.headers.get('content-type')).toMatch(/^text\/plain/);
});

/** The answer as a pattern: `…` is any part of a text. */
const patternOf = (answer: string): RegExp =>
  new RegExp(
    `^${answer.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('…', String.raw`(?:[^"\\]|\\.)*`)}$`,
  );
