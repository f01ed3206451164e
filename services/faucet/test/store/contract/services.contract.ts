import { describe, expect, it } from 'vitest';
import { orders, rejection } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about services. */
export function describeServices(on: StoreHandles): void {
  describe('services', () => {
    it('fills in defaults and returns the DSN as it was given', async () => {
      const dsn = 'postgres://u:p@ss"wörd@h/d?x=1';
      const created = await on.store.services.create({ name: 'demo', driver: 'postgres', dsn });
      expect(created).toMatchObject({
        name: 'demo',
        label: 'demo',
        dsn,
        schema: '',
        readOnly: false,
        rawSqlAllowed: false,
        isActive: true,
        schemaLock: 'none',
        privateKeyPath: '',
        pool: {
          maxOpenConnections: 100,
          maxIdleConnections: 25,
          connectionMaxLifetimeMs: 300_000,
          connectionMaxIdleTimeMs: 60_000,
        },
      });
      expect(await on.other.services.find('demo')).toEqual(created);
    });

    it('keeps what is stated and lists by name', async () => {
      await on.store.services.create({ name: 'b', driver: 'sqlite', dsn: 'x', isActive: false });
      await on.store.services.create({
        name: 'B',
        driver: 'mysql',
        dsn: 'y',
        label: 'Big',
        schema: 'app',
        readOnly: true,
        rawSqlAllowed: true,
        schemaLock: 'strict',
        privateKeyPath: '/key.p8',
        pool: { maxOpenConnections: 7, connectionMaxLifetimeMs: 0.5 },
      });
      const [big, small] = await on.other.services.list();
      expect(big).toMatchObject({
        name: 'B',
        label: 'Big',
        schema: 'app',
        readOnly: true,
        rawSqlAllowed: true,
        schemaLock: 'strict',
        privateKeyPath: '/key.p8',
        pool: { maxOpenConnections: 7, maxIdleConnections: 25, connectionMaxLifetimeMs: 0.5 },
      });
      expect(small).toMatchObject({ name: 'b', isActive: false });
    });

    it('changes only what is stated', async () => {
      await on.store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x', readOnly: true });
      const changed = await on.store.services.update('a', {
        label: 'A',
        pool: { maxIdleConnections: 1 },
      });
      expect(changed).toMatchObject({ label: 'A', readOnly: true, dsn: 'x', driver: 'sqlite' });
      expect(changed.pool).toMatchObject({ maxOpenConnections: 100, maxIdleConnections: 1 });
      expect(await on.store.services.update('a', { readOnly: false })).toMatchObject({
        label: 'A',
        readOnly: false,
      });
      expect(await on.store.services.update('a', {})).toMatchObject({ label: 'A' });
    });

    it('refuses a name that is taken and one that does not exist', async () => {
      await on.store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
      await expect(
        on.other.services.create({ name: 'a', driver: 'sqlite', dsn: 'y' }),
      ).rejects.toEqual(rejection('duplicate_service'));
      const missing = rejection('service_not_found');
      await expect(on.store.services.update('b', { label: 'x' })).rejects.toEqual(missing);
      await expect(on.store.services.remove('b')).rejects.toEqual(missing);
      await expect(on.store.services.advanceSchemaVersion('b')).rejects.toEqual(missing);
      expect(await on.store.services.find('b')).toBeUndefined();
    });

    it('removes a service together with its schema contracts', async () => {
      await on.store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
      await on.store.contracts.lock('a', orders);
      await on.store.services.remove('a');
      expect(await on.other.services.list()).toEqual([]);
      expect(await on.other.contracts.list('a')).toEqual([]);
    });

    it('tells every process that the tables have another shape', async () => {
      await on.store.services.create({ name: 'a', driver: 'sqlite', dsn: 'x' });
      const before = (await on.other.readDirectory()).schemaVersions.get('a');
      await on.store.services.advanceSchemaVersion('a');
      const after = (await on.other.readDirectory()).schemaVersions.get('a');
      expect([before, after]).toEqual([0, 1]);
    });
  });
}
