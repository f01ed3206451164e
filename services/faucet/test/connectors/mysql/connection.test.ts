import { describeWith, freePort } from '@aquifer/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorFault } from '../../../src/connectors/mysql/errors.ts';
import { serverOf } from '../../../src/connectors/mysql/server-version.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import { faultOf, insertOf, readRows, selectOf } from '../contract/builders.ts';
import { connectTo, type OpenConnector, openConnector } from './open-connector.ts';

describe('refusals of the MySQL family', () => {
  const refusal = (errno: number, sqlMessage: string): unknown =>
    errorFault(Object.assign(new Error(sqlMessage), { errno, sqlMessage }), { action: 'Insert' });

  it.each([
    [3819, "Check constraint 'positive' is violated.", /constraint "positive"/],
    [4025, 'CONSTRAINT `positive` failed for `d`.`t`', /constraint "positive"/],
    [
      1452,
      'Cannot add or update a child row: a foreign key constraint fails (`d`.`b`, CONSTRAINT `to_a` FOREIGN KEY',
      /constraint "to_a"/,
    ],
    [1062, "Duplicate entry 'secret' for key 't.code'", /key "code"/],
    [1062, "Duplicate entry 'secret' for key 'code'", /key "code"/],
    [1048, "Column 'name' cannot be null", /"name" must not be null/],
    [
      1366,
      "Incorrect integer value: 'secret' for column `d`.`t`.`age` at row 1",
      /the value of "age"/,
    ],
    [1366, "Incorrect integer value: 'secret' for column 'age' at row 1", /the value of "age"/],
  ])('name what is wrong and no values: %i %s', (errno, message, expected) => {
    expect(String(refusal(errno, message))).toMatch(expected);
    expect(String(refusal(errno, message))).not.toContain('secret');
  });
});

describe('servers of the MySQL family', () => {
  it.each([
    ['10.11.19-MariaDB-0+deb12u1', { flavour: 'mariadb', returnsInserted: true }],
    ['5.5.5-10.6.2-MariaDB', { flavour: 'mariadb', returnsInserted: true }],
    ['10.4.30-MariaDB', { flavour: 'mariadb', returnsInserted: false }],
    ['8.4.3', { flavour: 'mysql', returnsInserted: false }],
  ])('are told apart by their version: %s', (version, server) => {
    expect(serverOf(version)).toEqual(server);
  });
});

await describeWith('mariadb', 'connections to MariaDB', (server) => {
  let open: OpenConnector;
  let table: TableSchema;
  beforeAll(async () => {
    open = await openConnector(server, [
      'CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a text)',
    ]);
    const found = await open.connector.introspectTable('t');
    if (found === undefined) throw new Error('no table');
    table = found;
  });
  afterAll(() => open.close());

  it('are refused with the reason an administrator needs', async () => {
    const port = await freePort();
    expect(await faultOf(() => connectTo(`u@tcp(127.0.0.1:${port})/db`))).toBe(
      'database_unavailable',
    );
    expect(await faultOf(() => connectTo('u@tcp(h:1)/'))).toBe('invalid_parameter');
    const nowhere = open.url.replace(/\/\w+$/, '/nowhere');
    await expect(connectTo(nowhere)).rejects.toMatchObject({
      code: 'database_refused',
      message: /the database does not exist/,
    });
    const stranger = open.url.replace(/\/\/[^@]*@/, '//stranger:hunter2@');
    const refusal: unknown = await connectTo(stranger).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'database_refused' });
    expect(String(refusal)).not.toContain('hunter2');
  });

  it('do not go on without TLS, or with a certificate nobody vouches for, where the DSN wants it', async () => {
    expect(await faultOf(() => connectTo(`${open.url}?tls=true`))).toBe('database_refused');
  });

  it('go on without TLS where the DSN only prefers it', async () => {
    const connector = await connectTo(`${open.url}?tls=preferred`);
    await expect(connector.ping()).resolves.toBeUndefined();
    await connector.close();
  });

  it('come back after the server ended them', async () => {
    const read = open.connector.prepareRead(selectOf(table, { limit: 5 }));
    await readRows(read);
    const sql =
      'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()';
    const { json } = await open.connector.runSql({
      sql,
      params: [],
      write: false,
      timeoutMs: 5000,
      rowsMax: 99,
    });
    for (const { id } of JSON.parse(`[${json}]`) as { id: number }[]) {
      await open.execute(`KILL ${id}`).catch(() => undefined);
    }
    await expect.poll(() => faultOf(() => readRows(read))).toBe('none');
  });

  it('end what nobody waits for any more', async () => {
    await open.connector.insert(insertOf(table, [{ a: 'x' }]));
    await open.execute('CREATE VIEW slow AS SELECT id, SLEEP(60) AS s FROM t');
    const slow = await open.connector.introspectTable('slow');
    if (slow === undefined) throw new Error('no view');
    const caller = new AbortController();
    const read = open.connector.prepareRead(selectOf(slow, { limit: 5 }));
    const running = faultOf(() => read.read({ signal: caller.signal }));
    setTimeout(() => caller.abort(), 200);
    expect(await running).toBe('query_stopped');
    const sql =
      "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE '%slow%' AND info NOT LIKE '%processlist%'";
    const busy = async (): Promise<string> =>
      (await open.connector.runSql({ sql, params: [], write: false, timeoutMs: 5000, rowsMax: 1 }))
        .json;
    await expect.poll(busy).toBe('{"n":0}');
  });

  it('end a stream that finds no row in time', async () => {
    await open.execute('CREATE VIEW late AS SELECT id, SLEEP(60) AS s FROM (SELECT 1 AS id) one');
    const late = await open.connector.introspectTable('late');
    if (late === undefined) throw new Error('no view');
    const rows = open.connector.prepareRead(selectOf(late)).stream({ timeoutMs: 200 });
    expect(await faultOf(() => rows[Symbol.asyncIterator]().next())).toBe('query_timeout');
  });

  it('are left for statements while streams wait for their readers', async () => {
    await open.execute("INSERT INTO t (a) SELECT REPEAT('x', 200) FROM seq_1_to_20000");
    const read = open.connector.prepareRead(selectOf(table));
    const streams = Array.from({ length: 6 }, () => read.stream()[Symbol.asyncIterator]());
    const first = Promise.allSettled(streams.map((stream) => stream.next()));
    expect(await open.connector.count(table, undefined)).toBeGreaterThan(20_000);
    await Promise.allSettled(streams.map(async (stream) => stream.return?.()));
    expect((await first)[0]).toMatchObject({ status: 'fulfilled', value: { done: false } });
    await open.execute("DELETE FROM t WHERE a <> 'x'");
  });

  it('stream a table in pieces while nobody hurries', async () => {
    await open.execute("INSERT INTO t (a) SELECT REPEAT('x', 200) FROM seq_1_to_20000");
    const read = open.connector.prepareRead(selectOf(table));
    let lines = 0;
    let longest = 0;
    for await (const chunk of read.stream()) {
      const count = chunk.split('\n').length - 1;
      lines += count;
      longest = Math.max(longest, count);
      if (lines < 5000) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(lines).toBe(20_001);
    // What one socket read holds may come on top of a chunk.
    expect(longest).toBeLessThan(2000);
  });

  it('upsert the same key from many sides without an error', async () => {
    await open.execute('CREATE TABLE c (code varchar(20) PRIMARY KEY, hits int)');
    const counters = await open.connector.introspectTable('c');
    if (counters === undefined) throw new Error('no table');
    const upsert = (hits: number) =>
      open.connector.insert(
        insertOf(
          counters,
          [
            { code: 'a', hits },
            { code: `k${hits % 3}`, hits },
          ],
          {
            onConflict: { columns: ['code'], action: 'update', update: ['hits'] },
          },
        ),
      );
    const results = await Promise.allSettled(
      Array.from({ length: 24 }, (_, index) => upsert(index)),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await open.connector.count(counters, undefined)).toBe(4);
  });
});
