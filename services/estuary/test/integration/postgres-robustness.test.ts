import { isFault } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import type { TransactionOutcome } from '../../src/writes/write.ts';
import { queryOf } from '../store/contract/query-of.ts';
import { changesAfter } from '../store/contract/state.ts';
import { postgresStores, storeOptions } from '../support/postgres-stores.ts';
import { create, keyed, transaction, update } from '../support/writes.ts';

const unavailable = { code: 'store_unavailable', status: 503 };

await describeWith('postgres', 'documents in PostgreSQL, in hard times', (server) => {
  const stores = postgresStores(server);

  it('loses nothing that was acknowledged and does nothing twice while connections are cut', async () => {
    const instances = [await stores.open({ poolMax: 6 }), await stores.open({ poolMax: 6 })];
    let isWriting = true;
    const faults = new Set<string>();
    const rounds = [0, 0, 0, 0];
    /** Until enough was written, and something of it was cut off. */
    const keepWriting = async (writer: number): Promise<void> => {
      const id = `${writer}`;
      for (let round = 0; round < 25 || faults.size === 0; round += 1) {
        const write = round === 0 ? create('items', id) : update('items', id, { round });
        const request = keyed([write], { scope: `${writer} ${round}` });
        let outcome: TransactionOutcome | undefined;
        while (outcome === undefined) {
          try {
            outcome = await instances[writer % 2]!.write(request);
          } catch (error) {
            if (!isFault(error) || !isWriting) throw error;
            faults.add(error.code);
          }
        }
        expect(['done', 'repeated']).toContain(outcome.kind);
        rounds[writer] = round + 1;
      }
    };
    const done = Promise.all(rounds.map((_, writer) => keepWriting(writer))).finally(() => {
      isWriting = false;
    });
    while (isWriting) {
      await stores.terminate(1);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await done;
    for (const code of faults) expect(['store_unavailable', 'outcome_unknown']).toContain(code);
    const fresh = await stores.open();
    const { documents, total } = await fresh.list(queryOf('items'));
    expect(documents.map(({ version }) => version)).toEqual(
      documents.map(({ id }) => rounds[Number(id)]),
    );
    expect(total).toBe(4);
    const changes = await changesAfter(fresh, 0);
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
    expect(changes).toHaveLength(rounds.reduce((sum, count) => sum + count, 0));
  }, 120_000);

  it('says what it does not know: a commit whose answer was lost', async () => {
    const store = await stores.open();
    // Cuts the connection of the writer when its transaction commits.
    await stores.admin.exec(`
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON estuary.changes
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
    `);
    const group = ['x', 'y'].map((id) => store.write(transaction([create('items', id)])));
    for (const result of await Promise.allSettled(group)) {
      expect(result).toMatchObject({ reason: { code: 'outcome_unknown', status: 503 } });
    }
    await stores.admin.exec('DROP TRIGGER cut ON estuary.changes');
    expect((await store.write(transaction([create('items', 'x')]))).kind).toBe('done');
  });

  it('comes back by itself when every connection was cut', async () => {
    const store = await stores.open();
    await store.write(transaction([create('items', 'x')]));
    for (let round = 0; round < 5; round += 1) await store.get('items', 'x');
    await stores.terminate();
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.get('items', 'x')),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject(unavailable);
    }
    await expect.poll(() => store.check().then(() => 'there')).toBe('there');
    expect((await store.get('items', 'x'))?.version).toBe(1);
    expect((await store.write(transaction([update('items', 'x')]))).kind).toBe('done');
  });

  it('waits for no statement longer than it was told to', async () => {
    const store = await stores.open({ statementTimeoutMs: 300 });
    await store.write(transaction([create('items', 'x')]));
    await stores.admin.transaction(async (other) => {
      await other.exec('LOCK TABLE estuary.documents, estuary.changes IN ACCESS EXCLUSIVE MODE');
      const started = performance.now();
      const asked = [
        Promise.resolve(store.get('items', 'x')),
        Promise.resolve(store.list(queryOf('items'))),
        Promise.resolve(store.changes.read(0, 10, {})),
      ];
      for (const answer of await Promise.allSettled(asked)) {
        expect(answer).toMatchObject({ reason: unavailable });
      }
      const write = store.write(transaction([update('items', 'x')]));
      // The time for the table, or for the lock of writers.
      await expect(write).rejects.toMatchObject({ code: /^store_(?:unavailable|locked)$/ });
      expect(performance.now() - started).toBeLessThan(10_000);
    });
    expect((await store.write(transaction([update('items', 'x')]))).kind).toBe('done');
  });

  it('waits for other writers no longer than for a statement, and says that it is locked out', async () => {
    const store = await stores.open({ statementTimeoutMs: 500 });
    const other = await stores.open();
    await stores.admin.exec(`
      CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
      CREATE TRIGGER rest AFTER INSERT ON estuary.changes
        FOR EACH STATEMENT EXECUTE FUNCTION rest();
    `);
    const slow = other.write(transaction([create('items', 'x')]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(store.write(transaction([create('items', 'y')]))).rejects.toMatchObject({
      code: 'store_locked',
      status: 500,
    });
    expect((await slow).kind).toBe('done');
  });

  it('lets no writer keep the lock that has fallen silent', async () => {
    const store = await stores.open({ statementTimeoutMs: 1_500 });
    await stores.admin.exec(`
      CREATE TABLE limits (idle text, statement text, lock text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.limits VALUES (
          current_setting('idle_in_transaction_session_timeout'),
          current_setting('statement_timeout'), current_setting('lock_timeout'));
        RETURN NULL;
      END $$;
      CREATE TRIGGER note AFTER INSERT ON estuary.changes
        FOR EACH STATEMENT EXECUTE FUNCTION note();
    `);
    await store.write(transaction([create('items', 'x')]));
    expect(await stores.admin.rows('SELECT * FROM limits')).toEqual([
      { idle: '1500ms', statement: '1500ms', lock: '1200ms' },
    ]);
  });

  it('is set up once when several instances start together', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => stores.open()));
    await started[0]!.write(transaction([create('items', 'x')]));
    for (const store of started) expect(await store.changes.head()).toBe(1);
  });

  it('does not depend on how the database is set up', async () => {
    const name = new URL(stores.url).pathname.slice(1);
    for (const setting of [
      `default_transaction_isolation = 'serializable'`,
      `search_path = ''`,
      `bytea_output = 'escape'`,
      `standard_conforming_strings = off`,
      `array_nulls = off`,
      `extra_float_digits = 0`,
    ]) {
      await stores.admin.exec(`ALTER DATABASE ${name} SET ${setting}`);
    }
    const instances = [await stores.open(), await stores.open()];
    await instances[0]!.write(transaction([create('items', 'x')]));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        instances[index % 2]!.write(transaction([update('items', 'x', { text: '\\"\u0000' })])),
      ),
    );
    const document = await instances[1]!.get('items', 'x');
    expect(document?.version).toBe(21);
    expect(JSON.parse(document?.fields.json ?? '')).toEqual({ name: 'x', text: '\\"\u0000' });
  });

  describe('a database that does not suit', () => {
    it('is refused when a newer release was there', async () => {
      await stores.open();
      await stores.admin.exec(
        `INSERT INTO estuary.schema_migrations VALUES (99, 'from the future')`,
      );
      await expect(stores.open()).rejects.toMatchObject({ code: 'store_newer' });
    });

    it('is refused when its schema is of another program', async () => {
      await stores.admin.exec(`
        CREATE SCHEMA estuary;
        CREATE TABLE estuary.schema_migrations (version int PRIMARY KEY, name text, applied_at timestamptz);
        INSERT INTO estuary.schema_migrations VALUES (1, 'rivers');
      `);
      await expect(stores.open()).rejects.toMatchObject({ code: 'store_unreadable' });
    });

    it('is refused when it cannot hold all characters', async () => {
      const name = `${new URL(stores.url).pathname.slice(1)}_ascii`;
      await stores.admin.query(
        `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0`,
      );
      const url = new URL(stores.url);
      url.pathname = `/${name}`;
      await expect(openPostgresStore(storeOptions(url.href))).rejects.toMatchObject({
        code: 'store_unreadable',
        message: expect.stringContaining('UTF8') as string,
      });
      await stores.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    });

    it('is refused with what to do when we may not make our schema in it', async () => {
      const role = `${new URL(stores.url).pathname.slice(1)}_guest`;
      await stores.admin.exec(`CREATE ROLE ${role} LOGIN`);
      const url = new URL(stores.url);
      url.username = role;
      const opened = openPostgresStore(storeOptions(url.href));
      await expect(opened).rejects.toMatchObject({
        code: 'store_unreadable',
        message: expect.stringContaining('create it') as string,
      });
      await stores.admin.exec(`CREATE SCHEMA estuary AUTHORIZATION ${role}`);
      const store = await openPostgresStore(storeOptions(url.href));
      expect((await store.write(transaction([create('items', 'x')]))).kind).toBe('done');
      await store.close();
      await stores.admin.exec(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });

    it.each([
      ['nobody answers', () => 'postgres://127.0.0.1:1/x', 'store_unavailable'],
      ['there is none', (url: URL) => Object.assign(url, { pathname: '/absent' }).href],
      ['it is of another make', () => 'mysql://x'],
    ])('is refused when %s', async (_, change, code = 'store_unreadable') => {
      const url = change(new URL(stores.url));
      await expect(openPostgresStore(storeOptions(url))).rejects.toMatchObject({ code });
    });
  });
});
