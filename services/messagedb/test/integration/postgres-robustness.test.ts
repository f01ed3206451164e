import { openPostgres, type Postgres } from '@aquifer/postgres';
import { createLog, isFault } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Append, AppendedGroup } from '../../src/append/append.ts';
import { retryGroup } from '../../src/append/retry-group.ts';
import type { MessageLog, MessageStore } from '../../src/store/message-store.ts';
import { connect } from '../../src/store/postgres/connect.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { pageSource } from '../../src/store/postgres/page-sources.ts';
import { quickPage } from '../../src/store/postgres/page-statement.ts';
import { streamRow } from '../../src/store/postgres/row-expressions.ts';
import { namespaceOf, readAll } from '../store/contract/state.ts';
import { message, write } from '../support/messages.ts';
import { headOf, logIn, namespaceIn } from '../support/stored.ts';
import { openSeverableLine } from './wake/severable-line.ts';

const log = createLog({ level: 'silent', format: 'json' });

await describeWith('postgres', 'message store in PostgreSQL, in hard times', (server) => {
  let database: TestDatabase;
  let admin: Postgres;
  const stores: MessageStore[] = [];
  const open = async (poolMax = 6): Promise<MessageStore> => {
    const store = await openPostgresStore({ url: database.url, poolMax, log });
    stores.push(store);
    return store;
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    admin = openPostgres(database.url, { poolMax: 2, applicationName: 'admin' });
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await admin.close();
    await database.drop();
  });

  /** Ends sessions of the stores: all, or any so many. */
  const terminate = (count = 1000): Promise<unknown> =>
    admin.query(
      `SELECT pg_terminate_backend(pid) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE application_name = 'messagedb' AND datname = current_database()
        ORDER BY random() LIMIT $1
      ) sessions`,
      [count],
    );
  const everything = (messages: MessageLog) =>
    readAll(
      (from, limit) =>
        messages.readCategory({
          category: '',
          from,
          limit,
          correlation: undefined,
          consumerGroup: undefined,
        }),
      1,
    );

  it('loses nothing that was acknowledged and stores nothing twice while connections are cut', async () => {
    const instances = [await open(), await open()];
    await instances[0]?.namespaces.create(namespaceOf('n'));
    let isWriting = true;
    const faults = new Set<string>();
    const acknowledged: string[] = [];
    const tries = { written: 0, repeated: 0 };
    const keepWriting = async (writer: number): Promise<void> => {
      const messages = await logIn(instances[writer % 2] as MessageStore, 'n');
      for (let round = 0; round < 25; round += 1) {
        const one = message({ body: { writer, round } });
        const group = [{ streamName: `a-${writer}`, messages: [one], expectedVersion: round - 1 }];
        let appended: AppendedGroup | undefined;
        let again: readonly Append[] = group;
        while (appended === undefined) {
          try {
            appended = await messages.append(again);
          } catch (error) {
            // Whoever outlives the test, because another writer failed, finds its store closed.
            if (!isFault(error) || !isWriting) throw error;
            faults.add(error.code);
            again = retryGroup(group);
          }
        }
        const kind = appended.outcomes[0]?.kind;
        expect(['written', 'repeated']).toContain(kind);
        tries[kind as 'written' | 'repeated'] += 1;
        acknowledged.push(one.id);
      }
    };
    const done = Promise.all([0, 1, 2, 3].map(keepWriting)).finally(() => {
      isWriting = false;
    });
    let cuts = 0;
    while (isWriting) {
      await terminate(1);
      cuts += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await done;
    const rows = await everything(await logIn(await open(), 'n'));
    expect(cuts).toBeGreaterThan(3);
    expect(rows.map((row) => row[0]).toSorted()).toEqual(acknowledged.toSorted());
    expect(rows.map((row) => row[4])).toEqual(rows.map((_, index) => index + 1));
    for (const code of faults) expect(['store_unavailable', 'outcome_unknown']).toContain(code);
    expect(faults).toContain('store_unavailable');
  });

  it('says what it does not know: a commit whose answer was lost', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const { log: messages, incarnation: schema } = await namespaceIn(store, 'n');
    // Cuts the connection of the writer when its transaction commits.
    await admin.exec(`
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON "${schema}".messages
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
    `);
    const group = [write('a-1')];
    const append = async () => messages.append(group);
    await expect(append).rejects.toMatchObject({ code: 'outcome_unknown', status: 503 });
    await admin.exec(`DROP TRIGGER cut ON "${schema}".messages`);
    const { outcomes } = await messages.append(retryGroup(group));
    expect(outcomes[0]?.kind).toBe('written');
  });

  it('comes back by itself when every connection was cut', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const messages = await logIn(store, 'n');
    for (let round = 0; round < 5; round += 1) await messages.version('a-1');
    await terminate();
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => messages.version('a-1')),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        expect(answer.reason).toMatchObject({ code: 'store_unavailable', status: 503 });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await messages.version('a-1')).toBeUndefined();
    await store.check();
  });

  it('frees the lock of a writer that has fallen silent', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const { log: messages, incarnation: schema } = await namespaceIn(store, 'n');
    await messages.append([write('a-1')]);
    const silent = openPostgres(database.url, { poolMax: 1 });
    const { outcomes } = await silent
      .transaction(async (transaction) => {
        await transaction.query(`SET LOCAL idle_in_transaction_session_timeout = '200ms'`);
        await transaction.query(`SELECT "${schema}".acquire_lock('a-1')`);
        return messages.append([write('a-1')]);
      })
      .catch(() => messages.append([write('a-1')]));
    expect(outcomes[0]?.kind).toBe('written');
    await silent.close();
  });

  it('does not wait for ever for a writer that holds a namespace which is to be deleted', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const namespace = await namespaceIn(store, 'n');
    await admin.transaction(async (transaction) => {
      await transaction.query(`SELECT "${namespace.incarnation}".acquire_lock('a-1')`);
      const started = performance.now();
      await expect(store.namespaces.delete(namespace)).rejects.toMatchObject({
        code: 'namespace_busy',
        status: 503,
        message: expect.stringContaining("Namespace 'n' is in use"),
      });
      expect(performance.now() - started).toBeLessThan(15_000);
    });
    expect(await store.namespaces.find('n')).toBeDefined();
    expect(await store.namespaces.delete(namespace)).toBe(0);
  });

  it('tells of a full disk by its name', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const { log: messages, incarnation: schema } = await namespaceIn(store, 'n');
    await admin.exec(`
      CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER fill BEFORE INSERT ON "${schema}".messages EXECUTE FUNCTION fill();
    `);
    const append = messages.append([write('a-1')]);
    await expect(append).rejects.toMatchObject({ code: 'store_full', status: 503 });
  });

  it('is set up once when several instances start together', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => open()));
    await started[0]?.namespaces.create(namespaceOf('n'));
    for (const store of started) expect(await headOf(await logIn(store, 'n'))).toBe(0);
  });

  it('brings namespaces of a former release forward, whoever starts', async () => {
    await open();
    await admin.exec(`
      UPDATE messagedb.layout SET version = 0;
      CREATE SCHEMA former_1; CREATE SCHEMA former_2;
      INSERT INTO messagedb.namespaces (id, token_hash, schema_name, schema_version, created_at)
      VALUES ('one', 'x', 'former_1', 0, now()), ('two', 'y', 'former_2', 0, now());
    `);
    const started = await Promise.all(Array.from({ length: 3 }, () => open()));
    for (const store of started) {
      await (await logIn(store, 'one')).append([write('a-1')]);
      expect(await headOf(await logIn(store, 'two'))).toBe(0);
    }
    expect(await (await logIn(started[0] as MessageStore, 'one')).version('a-1')).toBe(2);
  });

  it('does not touch what a newer release has written', async () => {
    const store = await open();
    await admin.exec('UPDATE messagedb.layout SET version = 99');
    await expect(open()).rejects.toMatchObject({ code: 'store_newer' });
    await expect(async () => store.namespaces.create(namespaceOf('n'))).rejects.toMatchObject({
      code: 'store_newer',
    });
    await admin.exec(`
      UPDATE messagedb.layout SET version = 1;
      INSERT INTO messagedb.schema_migrations VALUES (99, 'from the future')
    `);
    await expect(open()).rejects.toMatchObject({ code: 'store_newer' });
  });

  it('tells that there is no server, or none that lets it in', async () => {
    const at = (url: string) => openPostgresStore({ url, poolMax: 4, log });
    await expect(at('postgres://127.0.0.1:1/x')).rejects.toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining(
        'PostgreSQL at 127.0.0.1:1, cannot be reached: nothing listens',
      ),
    });
    const absent = new URL(database.url);
    absent.pathname = '/absent';
    await expect(at(absent.href)).rejects.toMatchObject({
      code: 'store_unreadable',
      message: expect.stringContaining(`PostgreSQL at ${absent.host} does not have the database`),
    });
    await expect(at('mysql://x')).rejects.toMatchObject({ code: 'store_unreadable' });
  });

  it('tells busy from gone when it is asked whether it answers', async () => {
    const line = await openSeverableLine(new URL(database.url));
    onTestFinished(() => line.close());
    const url = new URL(database.url);
    [url.hostname, url.port] = ['127.0.0.1', String(line.port)];
    const store = await openPostgresStore({ url: url.href, poolMax: 4, log });
    stores.push(store);
    await store.namespaces.create(namespaceOf('n'));
    await store.namespaces.create(namespaceOf('m'));
    const namespaces = [await namespaceIn(store, 'n'), await namespaceIn(store, 'm')];
    const appends = await admin.transaction(async (transaction) => {
      for (const { incarnation } of namespaces) {
        await transaction.query(`SELECT "${incarnation}".acquire_lock('a-1')`);
      }
      // Both connections of the pool wait for a lock.
      const waiting = namespaces.map((namespace) => namespace.log.append([write('a-1')]));
      const started = performance.now();
      await expect(store.check()).rejects.toMatchObject({ code: 'store_busy' });
      expect(performance.now() - started).toBeLessThan(5_000);
      return { waiting };
    });
    await Promise.all(appends.waiting);
    await store.check();
    line.swallow();
    await expect(store.check()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('does not depend on how the database is set up', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await admin.exec(`ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    await admin.exec(`ALTER DATABASE ${name} SET datestyle = 'German'`);
    await admin.exec(`ALTER DATABASE ${name} SET timezone = 'Asia/Tokyo'`);
    await admin.exec(`ALTER DATABASE ${name} SET search_path = ''`);
    await admin.exec(`ALTER DATABASE ${name} SET bytea_output = 'escape'`);
    const instances = [await open(), await open()];
    await instances[0]?.namespaces.create(namespaceOf('n'));
    const logs = await Promise.all(instances.map((store) => logIn(store, 'n')));
    const append = async (index: number) => logs[index % 2]?.append([write('a-1')]);
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(index)));
    const rows = await everything(logs[0] as MessageLog);
    expect(rows.map((row) => row[3])).toEqual(rows.map((_, index) => index));
    expect(Math.abs(Date.parse(String(rows[19]?.[7])) - Date.now())).toBeLessThan(60_000);
    const found = await instances[1]?.namespaces.find('n');
    expect(found?.createdAt).toEqual(namespaceOf('n').createdAt);
  });

  it('reads along the index right after messages were loaded, without statistics', async () => {
    const store = await open();
    await store.namespaces.create(namespaceOf('n'));
    const table = `"${(await namespaceIn(store, 'n')).incarnation}".messages`;
    await admin.exec(`
      ALTER TABLE ${table} SET (autovacuum_enabled = off);
      INSERT INTO ${table} (id, stream_name, type, position, global_position, data)
      SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN 'long-1' ELSE 'a-' || n END, 'T', n, n, '{}'
      FROM generate_series(1, 30000) n;
    `);
    const postgres = await connect({ url: database.url, poolMax: 4, log });
    const { source } = pageSource({ streamName: 'long-1' });
    await postgres.transaction(async (transaction) => {
      await transaction.exec(`PREPARE page AS ${quickPage({ table, row: streamRow, ...source })}`);
      for (const limit of [1, 100, 1000]) {
        const lines = await transaction.rows(`EXPLAIN EXECUTE page (1000, ${limit}, 'long-1')`);
        const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
        expect(plan).toContain('Index Scan using messages_stream');
        expect(plan).not.toMatch(/Sort|Bitmap|Seq Scan/);
      }
    });
    await postgres.close();
  });
});
