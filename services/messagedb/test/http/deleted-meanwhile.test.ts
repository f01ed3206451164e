import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { messageDbOfTest } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/**
 * Requests whose token was looked at, and whose body comes when their namespace was deleted and
 * another one has its id: they are none of that one's business (contract §3.5).
 */

/** Sends the head of a request, then what happens, then its body; the answer. */
async function answerTo(
  server: TestServer,
  [path, token, body]: readonly [path: string, token: string, body: string],
  meanwhile: () => Promise<void>,
): Promise<string> {
  // So that the token is known, and looked at without asking the store.
  await server.post(['sys.version'], { as: token });
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n` +
      `expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  await expect.poll(() => text).toMatch(/^HTTP\/1\.1 100 /);
  await meanwhile();
  socket.write(body);
  await once(socket, 'close');
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

const message = { type: 'T', data: {} };
const line = {
  id: '12345678-1234-1234-1234-123456789abc',
  stream: 's-1',
  type: 'T',
  pos: 0,
  gpos: 9,
};
const imported = JSON.stringify({ ...line, data: {}, meta: null, time: '2026-01-31T12:00:00Z' });
const rpc = (...request: readonly unknown[]) => ['/rpc', JSON.stringify(request)] as const;
const notFound = /^HTTP\/1\.1 404 [^]*"NAMESPACE_NOT_FOUND"/;

it.each<[string, readonly [path: string, body: string], RegExp]>([
  ['a write', rpc('stream.write', 's-1', message), notFound],
  ['a read', rpc('category.get', ''), notFound],
  ['a look at it', rpc('ns.info', 'tenant-a'), notFound],
  ['a new token', rpc('ns.rotate', 'tenant-a'), notFound],
  ['a deletion', rpc('ns.delete', 'tenant-a'), notFound],
  ['the list', rpc('ns.list'), /^HTTP\/1\.1 200 [^]*\[\]$/],
  ['an import', ['/import', imported], /"IMPORT_FAILED"/],
])('%s does not reach the namespace that was made anew', async (_, [path, body], expected) => {
  const server = await messageDbOfTest();
  const { token } = await server.call<{ token: string }>('ns.create', 'tenant-a');
  let fresh = '';
  const answer = await answerTo(server, [path, token, body], async () => {
    await server.call('ns.delete', 'tenant-a');
    fresh = (await server.call<{ token: string }>('ns.create', 'tenant-a')).token;
    await server.post(['stream.write', 'theirs-1', message], { as: fresh });
  });
  expect(answer).toMatch(expected);
  const { json } = await server.post(['category.get', ''], { as: fresh });
  expect((json as unknown[][]).map((row) => row[1])).toEqual(['theirs-1']);
});
