import { openPostgres } from '@aquifer/postgres';
import { createLog } from '@aquifer/service';
import { describeWith } from '@aquifer/testing';
import type { TestDatabase } from '@aquifer/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConfigStore } from '../../src/store/open-config-store.ts';
import { describeConfigStore } from '../store/config-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });
const open = (
  configDb: string,
  keys: { encryptionKey?: string; encryptionKeyPrevious?: string } = {},
) => openConfigStore({ dataDir: '/nonexistent', configDb, log, ...keys });

await describeWith('postgres', 'configuration store in PostgreSQL', (postgres) => {
  /** One database for the suite: an empty schema is quicker made than a database. */
  let shared: Promise<TestDatabase> | undefined;

  describeConfigStore('PostgreSQL', async () => {
    shared ??= postgres.createDatabase();
    const { url } = await shared;
    const admin = openPostgres(url);
    return {
      open: () => open(url),
      async remove() {
        await admin.query('DROP SCHEMA faucet CASCADE');
        await admin.close();
      },
    };
  });

  afterAll(async () => {
    await (await shared)?.drop();
  });

  describe('between processes', () => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await postgres.createDatabase();
    });

    afterEach(async () => {
      await database.drop();
    });

    it('is set up once when several replicas start at the same time', async () => {
      const stores = await Promise.all(Array.from({ length: 4 }, () => open(database.url)));
      await stores[0]?.settings.set('a', '1');
      const seen = await Promise.all(stores.map((store) => store.settings.get('a')));
      expect(seen).toEqual(['1', '1', '1', '1']);
      await Promise.all(stores.map((store) => store.close()));
    });

    it('refuses a store of a newer release', async () => {
      await (await open(database.url)).close();
      const admin = openPostgres(database.url);
      await admin.query(
        `INSERT INTO faucet.schema_migrations (version, name) VALUES (99, 'later')`,
      );
      await admin.close();
      await expect(open(database.url)).rejects.toEqual(
        expect.objectContaining({ code: 'config_store_newer' }),
      );
    });

    it('notices a change that somebody made by hand', async () => {
      const store = await open(database.url);
      await store.settings.set('a', '1');
      const before = await store.version();
      const admin = openPostgres(database.url);
      await admin.query("UPDATE faucet.settings SET value = '2'");
      await admin.close();
      await expect.poll(() => store.versionNow(), { timeout: 10_000 }).toBeGreaterThan(before);
      await store.close();
    });

    it('hears of changes again after its connections were cut', async () => {
      const store = await open(database.url);
      const other = await open(database.url);
      const admin = openPostgres(database.url);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await expect
        .poll(
          () =>
            other.settings.set('a', '1').then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      await expect.poll(() => store.versionNow(), { timeout: 10_000 }).toBe(other.versionNow());
      await admin.close();
      await store.close();
      await other.close();
    });

    it('is unavailable, and not a puzzle, when the database goes away', async () => {
      const store = await open(database.url);
      const version = store.versionNow();
      await database.drop();
      const away = expect.objectContaining({ status: 503, code: 'config_store_unavailable' });
      await expect(store.settings.get('a')).rejects.toEqual(away);
      await expect(store.settings.set('a', '1')).rejects.toEqual(away);
      await expect(store.readDirectory()).rejects.toEqual(away);
      await expect(store.ping()).rejects.toEqual(away);
      // Nobody can change the configuration now, so requests go on with what is known.
      expect(store.versionNow()).toBe(version);
      await store.close();
      database = await postgres.createDatabase();
    });

    it('says why it cannot be opened, without repeating the address', async () => {
      const wrong = new URL(database.url);
      wrong.password = 'S3cret';
      wrong.pathname = '/no_such_database';
      const away = 'postgres://u:S3cret@127.0.0.1:1/d';
      const failures = await Promise.all(
        [wrong.href, away, 'mysql://u:S3cret@h/d'].map((url) =>
          open(url).then(
            () => 'opened',
            (error: unknown) => error,
          ),
        ),
      );
      const reason = (text: string) =>
        expect.objectContaining({
          code: 'config_store_unreadable',
          message: expect.stringContaining(text),
        });
      expect(failures).toEqual([
        reason('does not exist'),
        reason('does not answer'),
        reason('cannot be opened'),
      ]);
      expect(failures.map((failure) => (failure as Error).message).join()).not.toContain('S3cret');
    });

    it('encrypts DSNs, checks the key and leads back to clear text', async () => {
      const key = { encryptionKey: 'a key that is long enough' };
      const stored = async (): Promise<string | undefined> => {
        const admin = openPostgres(database.url);
        const dsn = await admin.value<string>('SELECT dsn FROM faucet.services');
        await admin.close();
        return dsn;
      };
      const plain = await open(database.url);
      await plain.services.create({ name: 'demo', driver: 'postgres', dsn: 'postgres://u:p@h/d' });
      await plain.close();

      const sealed = await open(database.url, key);
      expect(await stored()).toMatch(/^aes256gcm:v1:/);
      expect((await sealed.services.find('demo'))?.dsn).toBe('postgres://u:p@h/d');
      await sealed.close();

      await expect(open(database.url)).rejects.toEqual(
        expect.objectContaining({ code: 'encryption_key_missing' }),
      );
      await expect(open(database.url, { encryptionKey: 'some other long key' })).rejects.toEqual(
        expect.objectContaining({ code: 'encryption_key_wrong' }),
      );
      await (await open(database.url, { encryptionKeyPrevious: key.encryptionKey })).close();
      expect(await stored()).toBe('postgres://u:p@h/d');
    });
  });
});
