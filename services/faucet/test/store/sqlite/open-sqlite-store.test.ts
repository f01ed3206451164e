import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import type { ConfigStore } from '../../../src/store/config-store.ts';
import { openConfigStore } from '../../../src/store/open-config-store.ts';
import type { OpenConfigStoreOptions } from '../../../src/store/open-config-store.ts';

const log = createLog({ level: 'silent', format: 'json' });
const original = readFileSync(new URL('original-0.1.13.sql', import.meta.url), 'utf8');

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

async function withStore<T>(
  options: Omit<OpenConfigStoreOptions, 'log'>,
  work: (store: ConfigStore) => Promise<T>,
): Promise<T> {
  const store = await openConfigStore({ ...options, log });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Everything SQLite has on disk for the file. */
function bytesOf(dataDir: string): string {
  const files = ['faucet.db', 'faucet.db-wal'].map((name) => join(dataDir, name));
  return files
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'latin1'))
    .join('');
}

describe('opening faucet.db', () => {
  it('makes a directory and a file that only the owner can read', async () => {
    const dataDir = join(temporaryDirectory(), 'a', 'data');
    await withStore({ dataDir }, async () => {
      expect(modeOf(dataDir)).toBe('700');
      expect(modeOf(join(dataDir, 'faucet.db'))).toBe('600');
      expect(modeOf(join(dataDir, 'faucet.db-wal'))).toBe('600');
    });
  });

  it('takes permissions away that an existing file has too many of', async () => {
    const dataDir = temporaryDirectory();
    writeFileSync(join(dataDir, 'faucet.db'), '');
    chmodSync(join(dataDir, 'faucet.db'), 0o644);
    await withStore({ dataDir }, async () => undefined);
    expect(modeOf(join(dataDir, 'faucet.db'))).toBe('600');
  });

  it('keeps what is there when it is opened again', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir }, (store) => store.settings.set('a', '1'));
    expect(await withStore({ dataDir }, (store) => store.settings.get('a'))).toBe('1');
  });

  it('leaves everything in the one file when it is closed, so that a copy of it is a backup', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir }, (store) => store.settings.set('a', '1'));
    const copy = temporaryDirectory();
    copyFileSync(join(dataDir, 'faucet.db'), join(copy, 'faucet.db'));
    expect(await withStore({ dataDir: copy }, (store) => store.settings.get('a'))).toBe('1');
  });

  it('refuses a file of a newer release and leaves it as it is', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir }, async () => undefined);
    const database = openSqlite(join(dataDir, 'faucet.db'));
    database.run(
      "INSERT INTO schema_migrations (version, name, applied_at) VALUES (99, 'later', '2030')",
    );
    database.close();
    await expect(openConfigStore({ dataDir, log })).rejects.toEqual(
      expect.objectContaining({
        code: 'config_store_newer',
        message: expect.stringContaining('newer release'),
      }),
    );
  });

  it('says what is wrong with a file that is not a database', async () => {
    const dataDir = temporaryDirectory();
    writeFileSync(
      join(dataDir, 'faucet.db'),
      'not a database, but long enough to look at'.repeat(50),
    );
    await expect(openConfigStore({ dataDir, log })).rejects.toEqual(
      expect.objectContaining({
        code: 'config_store_unreadable',
        message: expect.stringContaining('not a SQLite database'),
      }),
    );
  });

  it('says so when the directory cannot be made', async () => {
    const parent = temporaryDirectory();
    writeFileSync(join(parent, 'file'), '');
    await expect(openConfigStore({ dataDir: join(parent, 'file', 'data'), log })).rejects.toEqual(
      expect.objectContaining({ code: 'config_store_unreadable' }),
    );
  });
});

describe('a data directory of the original', () => {
  function adoptable(sql = original): string {
    const dataDir = temporaryDirectory();
    mkdirSync(dataDir, { recursive: true });
    const database = openSqlite(join(dataDir, 'faucet.db'), { foreignKeys: false });
    database.exec(sql);
    database.close();
    return dataDir;
  }

  it('keeps its rows', async () => {
    await withStore({ dataDir: adoptable() }, async (store) => {
      expect(await store.services.list()).toMatchObject([
        {
          id: 1,
          name: 'demo',
          driver: 'sqlite',
          dsn: 'file:rows.db',
          schema: '',
          isActive: true,
          pool: { maxOpenConnections: 100, connectionMaxLifetimeMs: 300_000 },
          createdAt: new Date('2026-11-21T02:24:03.599Z'),
        },
      ]);
      const [admin] = await store.admins.list();
      expect(admin).toMatchObject({ email: 'root@example.com', name: 'Root', isSuperAdmin: true });
      expect(admin?.sessionsValidFrom).toEqual(new Date(0));
      expect(await store.roles.list()).toMatchObject([
        {
          name: 'reader',
          access: [{ component: '_table/*', verbMask: 1, filters: [], columns: [] }],
        },
      ]);
      expect(await store.keys.list()).toMatchObject([
        { keyPrefix: 'faucet_ba0d5b3b', roleId: 1, isActive: true },
      ]);
      expect(await store.settings.get('auth.jwt_secret')).toBe('0123456789abcdef');
    });
  });

  it('takes new rows and notices changes', async () => {
    await withStore({ dataDir: adoptable() }, async (store) => {
      const before = store.versionNow();
      await store.services.create({ name: 'two', driver: 'mysql', dsn: 'x' });
      await store.roles.create({ name: 'writer', description: '', access: [] });
      expect(store.versionNow()).toBeGreaterThan(before);
      expect(await store.services.list()).toHaveLength(2);
    });
  });

  it('is adopted too when an earlier release of the original left columns out', async () => {
    const earlier = original
      .replace(
        ", private_key_path TEXT NOT NULL DEFAULT '', schema_lock TEXT NOT NULL DEFAULT 'none')",
        ')',
      )
      .replace(",'','none');", ');');
    expect(earlier).not.toContain('schema_lock');
    await withStore({ dataDir: adoptable(earlier) }, async (store) => {
      expect(await store.services.list()).toMatchObject([
        { name: 'demo', privateKeyPath: '', schemaLock: 'none' },
      ]);
    });
  });
});

describe('DSNs at rest', () => {
  const secret = 'postgres://user:S3cret-w0rd@host/db';
  const key = 'a key that is long enough';
  const add = (store: ConfigStore) =>
    store.services.create({ name: 'demo', driver: 'postgres', dsn: secret });
  const dsnOf = async (store: ConfigStore) => (await store.services.find('demo'))?.dsn;

  it('lie in clear text without a key and encrypted with one', async () => {
    const plain = temporaryDirectory();
    await withStore({ dataDir: plain }, add);
    expect(bytesOf(plain)).toContain('S3cret-w0rd');
    const sealed = temporaryDirectory();
    await withStore({ dataDir: sealed, encryptionKey: key }, async (store) => {
      await add(store);
      await store.services.update('demo', { dsn: `${secret}?v=2` });
      expect(await dsnOf(store)).toBe(`${secret}?v=2`);
    });
    expect(bytesOf(sealed)).not.toContain('S3cret-w0rd');
    expect(await withStore({ dataDir: sealed, encryptionKey: key }, dsnOf)).toBe(`${secret}?v=2`);
  });

  it('are encrypted when a key is set for the first time, with no trace left in the file', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir }, add);
    expect(await withStore({ dataDir, encryptionKey: key }, dsnOf)).toBe(secret);
    expect(bytesOf(dataDir)).not.toContain('S3cret-w0rd');
  });

  it('do not open with another key or none, and the error says which service', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir, encryptionKey: key }, add);
    await expect(openConfigStore({ dataDir, encryptionKey: `${key}!`, log })).rejects.toEqual(
      expect.objectContaining({
        code: 'encryption_key_wrong',
        message: expect.stringContaining('"demo"'),
      }),
    );
    await expect(openConfigStore({ dataDir, log })).rejects.toEqual(
      expect.objectContaining({ code: 'encryption_key_missing' }),
    );
    expect(await withStore({ dataDir, encryptionKey: key }, dsnOf)).toBe(secret);
  });

  it('change keys with the previous one, after which the new one is enough', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir, encryptionKey: key }, add);
    const next = { dataDir, encryptionKey: 'the next key, as long' };
    await withStore({ ...next, encryptionKeyPrevious: key }, async (store) => {
      expect(await dsnOf(store)).toBe(secret);
    });
    expect(await withStore(next, dsnOf)).toBe(secret);
    await expect(openConfigStore({ dataDir, encryptionKey: key, log })).rejects.toEqual(
      expect.objectContaining({ code: 'encryption_key_wrong' }),
    );
  });

  it('become clear text again with a previous key alone', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir, encryptionKey: key }, add);
    await withStore({ dataDir, encryptionKeyPrevious: key }, async () => undefined);
    expect(await withStore({ dataDir }, dsnOf)).toBe(secret);
  });

  it('that another process sealed with another key do not keep the rest from being read', async () => {
    const dataDir = temporaryDirectory();
    await withStore({ dataDir }, async (store) => {
      await withStore({ dataDir, encryptionKey: key }, add);
      const { services } = await store.readDirectory();
      expect(services).toMatchObject([{ name: 'demo', dsn: '', dsnUnreadable: true }]);
    });
  });
});
