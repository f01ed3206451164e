import { join } from 'node:path';
import { createHealth } from '@aquifer/http';
import { openSqlite } from '@aquifer/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConnector } from '../../src/connectors/connector-opener.ts';
import { openConnector } from '../../src/connectors/open-connector.ts';
import { registerDatabaseChecks } from '../../src/databases/database-checks.ts';
import type { Databases } from '../../src/databases/databases.ts';
import { openDatabases } from '../../src/databases/open-databases.ts';
import { fault } from '../../src/faults.ts';
import { openConfigStore } from '../../src/store/open-config-store.ts';
import { openAccess, quietLog } from '../access/open-access.ts';
import type { OpenAccess } from '../access/open-access.ts';

let access: OpenAccess;
let databases: Databases | undefined;

beforeEach(async () => {
  access = await openAccess();
});

afterEach(async () => {
  await databases?.close();
  databases = undefined;
  await access.close();
});

/** A SQLite file with one table. */
function makeFile(name: string, sql = 'CREATE TABLE orders (id INTEGER PRIMARY KEY)'): string {
  const path = join(access.dataDir, name);
  const database = openSqlite(path);
  database.exec(sql);
  database.close();
  return path;
}

async function open(using: OpenConnector = openConnector): Promise<Databases> {
  databases = await openDatabases({
    directory: access.directory,
    store: access.store,
    openConnector: using,
    log: quietLog,
  });
  return databases;
}

const add = (name: string, dsn: string, parts: { isActive?: boolean } = {}) =>
  access.store.services.create({ name, driver: 'sqlite', dsn, ...parts });
const failure = async (action: () => unknown) => {
  try {
    return await action();
  } catch (error) {
    return error;
  }
};

describe('openDatabases', () => {
  it('connects active services at start and answers at once', async () => {
    await add('demo', makeFile('a.db'));
    await add('off', makeFile('b.db'), { isActive: false });
    await access.directory.current();
    const all = await open();
    await all.settled(10_000);
    expect(all.names()).toEqual(['demo']);
    expect(all.connected().map(({ service }) => service.name)).toEqual(['demo']);
    const demo = all.get('demo');
    if (demo instanceof Promise) throw new Error('not connected');
    expect((await demo.table('orders')).primary_key).toEqual(['id']);
    expect(await failure(() => demo.table('sqlite_master'))).toMatchObject({
      code: 'table_not_found',
    });
    expect(await failure(() => all.get('off'))).toMatchObject({ code: 'service_not_found' });
    expect(await failure(() => all.get('nope'))).toMatchObject({ code: 'service_not_found' });
  });

  it('serves a service that another process adds, without a restart', async () => {
    const all = await open();
    const other = await openConfigStore({ dataDir: access.dataDir, log: quietLog });
    await other.services.create({ name: 'late', driver: 'sqlite', dsn: makeFile('late.db') });
    await other.close();
    await access.directory.current();
    const late = await all.get('late');
    expect((await late.table('orders')).name).toBe('orders');
  });

  it('starts although a database is away, counts it as failed and connects it later', async () => {
    let away = true;
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open(async (service, context) => {
      if (away) throw fault('database_unavailable', { action: 'Connection' });
      return openConnector(service, context);
    });
    await all.settled(10_000);
    expect(all.connected()).toEqual([]);
    expect(await failure(() => all.get('demo'))).toMatchObject({
      status: 503,
      code: 'database_unavailable',
    });
    expect(await failure(() => all.ping('demo'))).toMatchObject({ code: 'database_unavailable' });
    expect(await failure(() => all.test('demo'))).toMatchObject({ code: 'database_unavailable' });
    away = false;
    await expect.poll(() => all.connected().length, { timeout: 10_000 }).toBe(1);
    await all.ping('demo');
  });

  it('connects at once when it is told to test a service', async () => {
    let attempts = 0;
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open(async (service, context) => {
      attempts += 1;
      if (attempts === 1) throw fault('database_unavailable', { action: 'Connection' });
      return openConnector(service, context);
    });
    await failure(() => all.get('demo'));
    await all.test('demo');
    expect(attempts).toBe(2);
    expect(all.get('demo')).not.toBeInstanceOf(Promise);
    expect(await failure(() => all.test('nope'))).toMatchObject({ code: 'service_not_found' });
  });

  it('makes those wait who ask during the first attempt, and gives them all the one connection', async () => {
    let opened = 0;
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open(async (service, context) => {
      opened += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return openConnector(service, context);
    });
    const got = await Promise.all(Array.from({ length: 5 }, async () => all.get('demo')));
    expect(new Set(got).size).toBe(1);
    expect(opened).toBe(1);
  });

  it('reconnects when the address changes and keeps the connection when the label does', async () => {
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open();
    const first = await all.get('demo');
    await access.store.services.update('demo', { label: 'Demo' });
    await access.directory.current();
    const relabelled = await all.get('demo');
    expect(relabelled.service.label).toBe('Demo');
    expect(relabelled.connector).toBe(first.connector);
    const dsn = makeFile('b.db', 'CREATE TABLE invoices (id INTEGER PRIMARY KEY)');
    await access.store.services.update('demo', { dsn });
    await access.directory.current();
    const moved = await all.get('demo');
    expect(moved.connector).not.toBe(first.connector);
    expect((await moved.schema()).tables.map(({ name }) => name)).toEqual(['invoices']);
  });

  it('disconnects a service that is switched off or removed', async () => {
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const closed: string[] = [];
    const all = await open(async (service, context) => {
      const connector = await openConnector(service, context);
      return {
        ...connector,
        introspect: () => connector.introspect(),
        ping: () => connector.ping(),
        async close() {
          closed.push(service.name);
          await connector.close();
        },
      };
    });
    await all.settled(10_000);
    await access.store.services.update('demo', { isActive: false });
    await access.directory.current();
    expect(await failure(() => all.get('demo'))).toMatchObject({ code: 'service_not_found' });
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['demo']);
    await access.store.services.update('demo', { isActive: true });
    await access.directory.current();
    await all.get('demo');
    await access.store.services.remove('demo');
    await access.directory.current();
    await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['demo', 'demo']);
  });

  it('closes a connection that comes up after its service is gone', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let closed = false;
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open(async (service, context) => {
      await gate;
      const connector = await openConnector(service, context);
      return {
        ...connector,
        ping: () => connector.ping(),
        async close() {
          closed = true;
          await connector.close();
        },
      };
    });
    const waiting = failure(() => all.get('demo'));
    await access.store.services.remove('demo');
    await access.directory.current();
    release();
    expect(await waiting).toMatchObject({ code: 'service_not_found' });
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
  });

  it('forgets the schema when this or another process says it changed', async () => {
    const path = makeFile('a.db');
    await add('demo', path);
    await access.directory.current();
    const all = await open();
    const demo = await all.get('demo');
    await demo.schema();
    const database = openSqlite(path);
    const names = async () => (await demo.schema()).tables.map(({ name }) => name);
    database.exec('CREATE TABLE b (id INTEGER PRIMARY KEY)');
    expect(await names()).toEqual(['orders']);
    await demo.schemaChanged();
    expect(await names()).toEqual(['b', 'orders']);
    database.exec('CREATE TABLE c (id INTEGER PRIMARY KEY)');
    const other = await openConfigStore({ dataDir: access.dataDir, log: quietLog });
    await other.services.advanceSchemaVersion('demo');
    await other.close();
    await access.directory.current();
    expect(await names()).toEqual(['b', 'c', 'orders']);
    database.close();
  });

  it('does not connect with a DSN it cannot read, and says why', async () => {
    await add('demo', 'postgres://u:p@h/d');
    const other = await openConfigStore({
      dataDir: access.dataDir,
      encryptionKey: 'a key this process does not have',
      log: quietLog,
    });
    await other.close();
    await access.directory.current();
    const all = await open();
    expect(await failure(() => all.test('demo'))).toMatchObject({ code: 'encryption_key_wrong' });
  });

  it('does not wait for a database that hangs', async () => {
    await add('demo', 'x');
    await access.directory.current();
    let hang: (reason: unknown) => void = () => undefined;
    const all = await open(
      () =>
        new Promise((_, reject) => {
          hang = reject;
        }),
    );
    await all.settled(10);
    expect(all.connected()).toEqual([]);
    hang(fault('database_unavailable', { action: 'Connection' }));
  });
});

describe('registerDatabaseChecks', () => {
  it('checks every active service by name and follows the configuration', async () => {
    await add('demo', makeFile('a.db'));
    await access.directory.current();
    const all = await open();
    await all.settled(10_000);
    const health = createHealth();
    registerDatabaseChecks(health, all);
    expect(await health.run()).toMatchObject({ ok: true, checks: [{ name: 'demo', ok: true }] });
    await add('away', access.dataDir);
    await access.directory.current();
    await failure(() => all.get('away'));
    const report = await health.run();
    expect(report.ok).toBe(false);
    expect(report.checks.find(({ name }) => name === 'away')).toMatchObject({ ok: false });
    await access.store.services.remove('away');
    await access.store.services.remove('demo');
    await access.directory.current();
    expect(await health.run()).toMatchObject({ ok: true, checks: [] });
  });
});
