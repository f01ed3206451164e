import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultToken, startMessageDb, tokenOf } from '../support/start-messagedb.ts';
import type { TestServer } from '../support/start-messagedb.ts';

/** What a token may do to which namespace, and what namespaces are (contract §3.5, §3.6, §11). */

let server: TestServer;
beforeAll(async () => {
  server = await startMessageDb();
});
afterAll(() => server.stop());

let made = 0;
const create = async (): Promise<{ id: string; token: string }> => {
  made += 1;
  const { namespace, token } = await server.call<{ namespace: string; token: string }>(
    'ns.create',
    `tenant-${made}`,
  );
  return { id: namespace, token };
};

const OK = '200';
const FORBIDDEN = '403 AUTH_UNAUTHORIZED';

describe('the rights of a token', () => {
  it.each([
    // method, administrator on another, tenant on its own, tenant on another, tenant on none
    ['ns.info', OK, OK, FORBIDDEN, FORBIDDEN],
    ['ns.rotate', OK, OK, FORBIDDEN, FORBIDDEN],
    ['ns.delete', OK, OK, FORBIDDEN, FORBIDDEN],
    ['ns.create', '409 NAMESPACE_EXISTS', FORBIDDEN, FORBIDDEN, FORBIDDEN],
  ])('%s: administrator %s, own %s, other %s, missing %s', async (method, ...expected) => {
    const [own, other, third] = [await create(), await create(), await create()];
    const outcome = async (as: string, id: string): Promise<string> => {
      const { status, json } = await server.post([method, id], { as });
      const code = (json as { error?: { code: string } }).error?.code;
      return code === undefined ? String(status) : `${status} ${code}`;
    };
    expect([
      await outcome(defaultToken, third.id),
      // The other ones first: what a tenant does to its own may end it.
      ...(await Promise.all([
        outcome(own.token, other.id),
        outcome(own.token, 'missing'),
        outcome(own.token, 'default'),
      ])),
      await outcome(own.token, own.id),
    ]).toEqual([expected[0], expected[2], expected[3], FORBIDDEN, expected[1]]);
  });

  it('ns.list shows a tenant its own row, and the administrator all', async () => {
    const { id, token } = await create();
    const ids = async (as: string): Promise<unknown[]> =>
      ((await server.post(['ns.list'], { as })).json as { namespace: string }[]).map(
        ({ namespace }) => namespace,
      );
    expect(await ids(token)).toEqual([id]);
    expect(await ids(defaultToken)).toEqual(expect.arrayContaining([id, 'default']));
  });

  it('ns.streams and ns.categories show the own namespace', async () => {
    const { token } = await create();
    await server.call('stream.write', 'mine-1', { type: 'T', data: {} });
    expect((await server.post(['ns.streams'], { as: token })).json).toEqual([]);
    expect((await server.post(['ns.categories'], { as: token })).json).toEqual([]);
  });

  it('nobody deletes default', async () => {
    expect((await server.post(['ns.delete', 'default'])).status).toBe(400);
  });
});

describe('the id of a namespace', () => {
  it.each(['a', '7', 't_0_abc_x1', 'test-auth-004-1732-k3j', 'a.b', 'A', 'x'.repeat(128)])(
    'may be %s',
    async (id) => {
      const { status, json } = await server.post(['ns.create', id]);
      expect({ status, json }).toMatchObject({ status: 200, json: { namespace: id } });
      const { token } = json as { token: string };
      expect((await server.post(['sys.version'], { as: token })).status).toBe(200);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '-a',
    '_a',
    '.a',
    'a b',
    'a/b',
    '../etc',
    'ä',
    'a\u0000',
    'a\n',
    'x'.repeat(129),
    7,
    null,
    undefined,
    {},
  ])('may not be %j', async (id) => {
    const { status, json } = await server.post(
      id === undefined ? ['ns.create'] : ['ns.create', id],
    );
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_REQUEST' } },
    });
  });

  it('counts case, and nothing that only looks alike is the same', async () => {
    for (const id of [
      'same',
      'Same',
      'sa-me',
      'sa_me',
      'sa.me',
      `${'y'.repeat(100)}1`,
      `${'y'.repeat(100)}2`,
    ]) {
      expect((await server.post(['ns.create', id])).status).toBe(200);
    }
  });

  it('that is unknown is 404', async () => {
    for (const method of ['ns.info', 'ns.delete', 'ns.rotate']) {
      for (const id of ['unknown', '../x', 'constructor', '__proto__']) {
        const { status, json } = await server.post([method, id]);
        expect({ status, json }).toMatchObject({
          status: 404,
          json: { error: { code: 'NAMESPACE_NOT_FOUND' } },
        });
      }
    }
  });
});

describe('namespaces', () => {
  it('take a description, metadata, and a token of theirs', async () => {
    const token = tokenOf('given');
    const options = { description: 'Given', metadata: { plan: 'gold' }, token };
    const created = await server.call<{ createdAt: string }>('ns.create', 'given', options);
    expect(created).toEqual({
      namespace: 'given',
      token,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect((await server.post(['ns.info', 'given'], { as: token })).json).toEqual({
      namespace: 'given',
      description: 'Given',
      createdAt: created.createdAt,
      messageCount: 0,
      streamCount: 0,
      lastActivity: null,
    });
  });

  it.each([
    { token: 'nope' },
    { token: tokenOf('other') },
    { token: 7 },
    { description: 7 },
    { description: null },
    { metadata: [] },
    { metadata: 'x' },
    [],
    'x',
  ])('refuse %j', async (options) => {
    expect((await server.post(['ns.create', 'never', options])).status).toBe(400);
  });

  it('are created once, however many ask', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await server.post(['ns.create', 'raced'])).status),
    );
    expect(statuses.toSorted()).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  });

  it('tell how many messages went with them, and begin at 1 when they are made again', async () => {
    const { id, token } = await create();
    const write = ['stream.write', 'a-1', { type: 'T', data: {} }];
    for (let n = 0; n < 3; n += 1) await server.post(write, { as: token });
    expect(await server.call('ns.info', id)).toMatchObject({
      messageCount: 3,
      streamCount: 1,
      lastActivity: expect.any(String),
    });
    const deleted = await server.call('ns.delete', id);
    expect(deleted).toEqual({ namespace: id, deletedAt: expect.any(String), messagesDeleted: 3 });
    const again = await server.call<{ token: string }>('ns.create', id);
    expect((await server.post(write, { as: again.token })).json).toEqual({
      position: 0,
      globalPosition: 1,
    });
  });

  it('are listed with the newest first, with counts and without secrets', async () => {
    const { id, token } = await create();
    await server.post(['stream.write', 'a-1', { type: 'T', data: {} }], { as: token });
    const { json, text } = await server.post(['ns.list', { ignored: true }]);
    const list = json as { createdAt: string }[];
    expect(list).toContainEqual({
      namespace: id,
      description: '',
      createdAt: expect.any(String),
      messageCount: 1,
    });
    const times = list.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(text).not.toMatch(/ns_|[0-9a-f]{64}/);
  });
});
