import { randomUUID } from 'node:crypto';
import { openPostgres, type Postgres } from '@aquifer/postgres';
import { createLog, isFault } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MessageLog, MessageStore } from '../../src/store/message-store.ts';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.ts';
import { namespaceOf } from '../store/contract/state.ts';
import { write } from '../support/messages.ts';
import { namespaceIn } from '../support/stored.ts';

const log = createLog({ level: 'silent', format: 'json' });
const ROUNDS = 12;

await describeWith('postgres', 'namespaces made anew in PostgreSQL', (server) => {
  let database: TestDatabase;
  let admin: Postgres;
  const stores: MessageStore[] = [];
  const open = async (): Promise<MessageStore> => {
    const store = await openPostgresStore({ url: database.url, poolMax: 6, log });
    stores.push(store);
    return store;
  };
  beforeEach(async () => {
    database = await server.createDatabase();
    admin = openPostgres(database.url, { poolMax: 2 });
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await admin.close();
    await database.drop();
  });

  it('have schemas of their own, which PostgreSQL does not shorten', async () => {
    const store = await open();
    const id = 'A-very.long_name-'.repeat(7);
    const schemas: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await store.namespaces.create(namespaceOf(id));
      const made = await namespaceIn(store, id);
      schemas.push(made.incarnation);
      const sql = 'SELECT nspname FROM pg_namespace WHERE nspname = $1';
      expect(await admin.value(sql, [made.incarnation])).toBe(made.incarnation);
      await store.namespaces.delete(made);
      expect(await admin.value(sql, [made.incarnation])).toBeUndefined();
    }
    expect(new Set(schemas).size).toBe(3);
    for (const schema of schemas) expect(schema.length).toBeLessThanOrEqual(63);
  });

  it('keep the schemas that a former release has given them', async () => {
    const former = await open();
    await former.namespaces.create(namespaceOf('n'));
    const made = await namespaceIn(former, 'n');
    await made.log.append([write('a-1')]);
    await admin.exec(`
      ALTER SCHEMA ${made.incarnation} RENAME TO messagedb_n_1b16b1df538b;
      UPDATE messagedb.namespaces SET schema_name = 'messagedb_n_1b16b1df538b';
      ALTER TABLE messagedb.namespaces DROP COLUMN revision;
      DELETE FROM messagedb.schema_migrations WHERE version > 1;
    `);
    const store = await open();
    const found = await namespaceIn(store, 'n');
    expect(found.incarnation).toBe('messagedb_n_1b16b1df538b');
    await found.log.append([write('a-1', {}, 0)]);
    expect(await found.log.state()).toEqual({ head: 2, revision: 0 });
    expect(await store.namespaces.delete(found)).toBe(2);
  });

  it('are told to be gone to those who use them while they are deleted, and nothing else', async () => {
    const [here, there] = [await open(), await open()];
    const told = new Set<string>();
    let isOver = false;
    const users = [here, there].flatMap((store) =>
      uses.map(async (use) => {
        while (!isOver) {
          const found = await store.namespaces.find('n');
          try {
            while (found !== undefined) await use(found.log);
          } catch (error) {
            told.add(isFault(error) ? error.code : String(error));
          }
        }
      }),
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      await here.namespaces.create(namespaceOf('n'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await there.namespaces.delete(await namespaceIn(there, 'n'));
    }
    isOver = true;
    await Promise.all(users);
    expect([...told]).toEqual(['namespace_gone']);
  });
});

const uses: readonly ((messages: MessageLog) => Promise<unknown>)[] = [
  (messages) => messages.append([write('a-1'), write('a-1', { id: randomUUID() })]),
  (messages) => messages.clear(),
  (messages) => messages.version('a-1'),
  (messages) => messages.lastMessage('a-1', 'Happened'),
  (messages) => messages.readNotices({ kind: 'all', from: 0, limit: 100 }),
  (messages) => messages.readStream({ streamName: 'a-1', by: 'position', from: 0, limit: 100 }),
  (messages) => messages.streams({ prefix: 'a', cursor: undefined, limit: 9 }),
  (messages) => messages.statistics(),
  (messages) => messages.state(),
];
