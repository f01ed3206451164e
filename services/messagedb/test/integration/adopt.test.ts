import { randomBytes } from 'node:crypto';
import { hashApiKey } from '@aquifer/auth';
import { openPostgres, type Postgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { adopt } from '../../src/store/postgres/adopt/adopt.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { namespaceOf, readAll, rowsOf } from '../store/contract/state.ts';
import { installEventide, withSearchPath } from '../support/eventide.ts';
import { write } from '../support/messages.ts';
import { runCli } from '../support/run-cli.ts';
import { runMessageDb } from '../support/running-messagedb.ts';
import { tokenOf } from '../support/start-messagedb.ts';
import { logIn, namespaceIn } from '../support/stored.ts';

const log = createLog({ level: 'silent', format: 'json' });
const schema = 'message_store';

await describeWith('postgres', "adopting Eventide's message-db", (server) => {
  let database: TestDatabase;
  let eventide: Postgres;
  beforeEach(async () => {
    database = await server.createDatabase();
    await installEventide(database.url);
    eventide = openPostgres(withSearchPath(database.url, schema), { poolMax: 2 });
  });
  afterEach(async () => {
    await eventide.close();
    await database.drop();
  });

  const writeBySql = (stream: string, data: string, metadata = 'NULL'): Promise<unknown> =>
    eventide.query(
      `SELECT write_message(gen_random_uuid()::varchar, '${stream}', 'Type', '${data}', ${metadata})`,
    );
  const adoptAs = (id: string, from = schema): Promise<number> =>
    adopt({
      url: database.url,
      log,
      schema: from,
      namespace: { ...namespaceOf(id), tokenHash: hashApiKey(tokenOf(id)) },
      onUnfit: () => undefined,
    });

  it('is a command that tells how many there are, and a token that works', async () => {
    await writeBySql('account-123', '{"a": 1}');
    await writeBySql('account-456', '{"b": 2}');
    const flags = ['--db-url', database.url, '--namespace', 'legacy'];
    const { code, stdout: printed, stderr } = await runCli({}, 'adopt', ...flags);
    const stdout = printed.toString();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Namespace "legacy" has 2 messages.');
    const [, token = ''] = /: (ns_\w+)\n$/.exec(stdout) ?? [];
    const store = await openPostgresStore({ url: database.url, poolMax: 4, log });
    const found = await store.namespaces.find('legacy');
    await store.close();
    expect(found?.tokenHash).toBe(hashApiKey(token));
    expect(await runCli({}, 'adopt', ...flags)).toMatchObject({
      code: 1,
      stderr: 'The schema "message_store" is the namespace "legacy" already\n',
    });
  });

  it('keeps every message, and serves them by the API and to old clients', async () => {
    await writeBySql('account-123', '{"a": 1}', `'{"correlationStreamName": "flow-1"}'`);
    await writeBySql('account-456+1', '{"b": [null]}');
    await writeBySql('account', '{}');
    const before = await eventide.rows(`SELECT * FROM get_category_messages('account')`);
    await adoptAs('default');
    expect(await eventide.rows(`SELECT * FROM get_category_messages('account')`)).toEqual(before);
    await writeBySql('account-123', '{"c": 1}');

    const store = await openPostgresStore({ url: database.url, poolMax: 4, log });
    const messages = await logIn(store, 'default');
    await messages.append([write('account-123', { body: { d: 1 } }, 1)]);
    const read = (filter: object) =>
      readAll(
        (from, limit) =>
          messages.readCategory({
            category: 'account',
            from,
            limit,
            correlation: undefined,
            consumerGroup: undefined,
            ...filter,
          }),
        1,
      );
    expect((await read({})).map((row) => row.slice(1, 6))).toEqual([
      ['account-123', 'Type', 0, 1, { a: 1 }],
      ['account-456+1', 'Type', 0, 2, { b: [null] }],
      ['account', 'Type', 0, 3, {}],
      ['account-123', 'Type', 1, 4, { c: 1 }],
      ['account-123', 'Happened', 2, 5, { d: 1 }],
    ]);
    expect(await read({ correlation: 'flow' })).toHaveLength(1);
    expect(await read({ consumerGroup: { member: 0, size: 3 } })).toHaveLength(0);
    expect(await read({ consumerGroup: { member: 1, size: 3 } })).toHaveLength(4);
    expect(await eventide.value(`SELECT stream_version('account-123')`)).toBe(2n);
    expect((await messages.streams({ prefix: 'acc', cursor: undefined, limit: 9 })).length).toBe(3);
    await store.close();
  });

  it('keeps what our writers may not give: it is read by name, exported, and imported', async () => {
    // Random, so that no index has it smaller than it is.
    const long = `account-${randomBytes(1_240).toString('hex')}`;
    await writeBySql(long, '{"a": 1}');
    await eventide.query(
      `SELECT write_message(gen_random_uuid()::varchar, 'account-1', $1, NULL, '{"b": 1}')`,
      ['T'.repeat(5_000)],
    );
    await eventide.query(`SELECT write_message(gen_random_uuid()::varchar, $1, 'Type', NULL)`, [
      long.slice('account-'.length),
    ]);
    await adoptAs('legacy');
    const { url, rpc } = await runMessageDb({ MESSAGEDB_DB_URL: database.url });
    const legacy = tokenOf('legacy');
    const rows = await rpc<unknown[][]>(['category.get', ''], legacy);
    expect(rows.map((row) => row[5])).toEqual([{ a: 1 }, null, null]);
    expect(await rpc(['stream.get', long], legacy)).toMatchObject([{ 4: { a: 1 } }]);
    expect(await rpc(['stream.last', long], legacy)).toMatchObject({ 4: { a: 1 } });
    expect(await rpc(['stream.version', long], legacy)).toBe(0);
    expect(await rpc(['category.get', long.slice('account-'.length)], legacy)).toHaveLength(1);
    const page = { prefix: 'account-', cursor: 'account-1', limit: 1 };
    expect(await rpc(['ns.streams', page], legacy)).toMatchObject([{ stream: long }]);
    expect(await rpc(['ns.streams', { prefix: 'account-', cursor: long }], legacy)).toEqual([]);

    const { token: copy } = await rpc<{ token: string }>(['ns.create', 'copy']);
    const { stdout } = await runCli({}, 'export', '--url', url, '--token', legacy);
    const flags = ['import', '--url', url, '--token', copy];
    expect(await runCli({ stdin: stdout }, ...flags)).toMatchObject({ code: 0 });
    expect(await rpc(['category.get', ''], copy)).toEqual(rows);
    expect(await rpc(['stream.get', long], copy)).toEqual(await rpc(['stream.get', long], legacy));
  });

  it('lists what could not be exported and imported, and changes nothing', async () => {
    await writeBySql('account-1', '{"fits": [1e308, {}]}');
    const [open, close] = ['[', ']'].map((bracket) => `repeat('${bracket}', 500)`);
    const messages = [
      [`''`, `'T'`, `'{}'`],
      [`repeat('x', 2601)`, `'T'`, `'{}'`],
      [`'a-1'`, `''`, `'{}'`],
      [`'a-2'`, `'T'`, `'[]'`],
      [`'a-3'`, `'T'`, `'7'`],
      [`'a-4'`, `'T'`, `'{}'`, `'"x"'`],
      [`'a-5'`, `'T'`, `('{"a":' || ${open} || ${close} || '}')::jsonb`],
      [`'a-6'`, `'T'`, `'{"a": 1e309}'`],
      [`'a-7'`, `'T'`, `'{"a": [{"b": -1e400}]}'`],
    ];
    for (const parts of messages) {
      await eventide.query(`SELECT write_message(gen_random_uuid()::varchar, ${parts.join()})`);
    }
    await eventide.exec(`
      INSERT INTO messages (stream_name, type, position, time, data) VALUES
        ('b-1', 'T', 0, '0001-01-01 BC', '{}'), ('b-2', 'T', 0, 'infinity', '{}'),
        ('b-3', 'T', -1, now(), '{}')`);
    const flags = ['adopt', '--db-url', database.url, '--namespace', 'legacy'];
    const { code, stderr } = await runCli({}, ...flags);
    expect({ code, lines: stderr.trimEnd().split('\n') }).toEqual({
      code: 1,
      lines: [
        'Messages with an empty stream name: 1, the first at global position 2',
        'Messages with a stream name of more than 2600 bytes: 1, the first at global position 3',
        'Messages with an empty type: 1, the first at global position 4',
        'Messages with data that is neither an object nor null: 2, the first at global position 5',
        'Messages with metadata that is neither an object nor null: 1, the first at global position 7',
        'Messages with values nested deeper than 500 levels: 1, the first at global position 8',
        'Messages with a number beyond what a double holds: 2, the first at global position 9',
        'Messages with a time outside of the years 0001 to 9999: 2, the first at global position 11',
        'Messages with a position that is negative or beyond 2^53: 1, the first at global position 13',
        expect.stringContaining('nothing was changed'),
      ],
    });
    expect(await eventide.value('SELECT pg_typeof(data)::text FROM messages LIMIT 1')).toBe(
      'jsonb',
    );
    expect(await eventide.value('SELECT count(*) FROM messagedb.namespaces')).toBe(0n);
  });

  it('keeps views, with who may read them', async () => {
    await writeBySql('account-123', '{"a": 1}');
    const summary = 'SELECT * FROM category_type_summary';
    await eventide.exec('GRANT SELECT ON category_type_summary TO PUBLIC');
    const before = await eventide.rows(summary);
    const acl = `SELECT relacl::text FROM pg_class WHERE relname = 'category_type_summary'`;
    const aclBefore = await eventide.value(acl);
    await adoptAs('default');
    expect(await eventide.rows(summary)).toEqual(before);
    expect(await eventide.value(acl)).toEqual(aclBefore);
  });

  it('refuses what it cannot adopt, and changes nothing', async () => {
    await expect(adoptAs('a', 'nothing')).rejects.toMatchObject({ code: 'schema_not_found' });
    await eventide.exec(`CREATE VIEW mine AS SELECT data @> '{"a": 1}' AS has FROM messages`);
    await expect(adoptAs('a')).rejects.toMatchObject({ code: 'schema_unsuitable' });
    await eventide.exec('DROP VIEW mine');
    await writeBySql('account-123', '{"a": 1}');
    await adoptAs('a');
    await expect(adoptAs('b')).rejects.toMatchObject({ code: 'schema_adopted' });
    await eventide.exec('CREATE SCHEMA other');
    await eventide.exec('CREATE TABLE other.messages (LIKE message_store.messages)');
    await expect(adoptAs('b', 'other')).rejects.toMatchObject({ code: 'schema_unsuitable' });
  });

  it('refuses a name that is taken', async () => {
    const store = await openPostgresStore({ url: database.url, poolMax: 4, log });
    await store.namespaces.create(namespaceOf('taken'));
    await expect(adoptAs('taken')).rejects.toMatchObject({ code: 'namespace_exists' });
    await writeBySql('account-123', '{"a": 1}');
    // An instance that is running finds it as soon as it looks for it.
    await adoptAs('free');
    expect(await store.namespaces.find('free')).toMatchObject({ id: 'free' });
    const query = { streamName: 'account-123', by: 'position', from: 0, limit: 9 } as const;
    const free = await namespaceIn(store, 'free');
    expect(rowsOf(await free.log.readStream(query))).toHaveLength(1);
    expect(await store.namespaces.delete(free)).toBe(1);
    await store.close();
  });
});
