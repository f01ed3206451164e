import { describe, expect, it } from 'vitest';
import { orders, rule } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about the version. */
export function describeVersion(on: StoreHandles): void {
  describe('version', () => {
    it('is newer at once for who made the change, watchers included', async () => {
      const before = on.store.versionNow();
      let told = 0;
      const stop = on.store.watch(() => {
        told += 1;
      });
      await on.store.settings.set('a', '1');
      stop();
      expect(told).toBeGreaterThan(0);
      expect(on.store.versionNow()).toBeGreaterThan(before);
      expect((await on.store.readDirectory()).version).toBe(on.store.versionNow());
    });

    it('advances with every kind of change that others must notice', async () => {
      const role = await on.store.roles.create({ name: 'r', description: '', access: [] });
      const admin = await on.store.admins.create(
        { email: 'a@b', name: '', passwordHash: '' },
        { isSuperAdmin: true },
      );
      const key = await on.store.keys.create({
        keyHash: 'h',
        keyPrefix: 'p',
        label: '',
        roleId: role.id,
      });
      const changes: (readonly [string, () => Promise<unknown>])[] = [
        ['service', () => on.store.services.create({ name: 's', driver: 'sqlite', dsn: 'x' })],
        ['service update', () => on.store.services.update('s', { label: 'l' })],
        ['shape', () => on.store.services.advanceSchemaVersion('s')],
        ['admin', () => on.store.admins.update(admin.id, { sessionsValidFrom: new Date() })],
        ['rule', () => on.store.roles.addRule(role.id, rule)],
        ['revocation', () => on.store.keys.revoke(key.id)],
        ['log-out', () => on.store.sessions.end('hash', new Date(Date.now() + 60_000))],
        ['contract', () => on.store.contracts.lock('s', orders)],
        ['removal', () => on.store.services.remove('s')],
      ];
      const unnoticed: string[] = [];
      for (const [label, change] of changes) {
        const before = await on.other.version();
        await change();
        if ((await on.other.version()) === before) unnoticed.push(label);
      }
      expect(unnoticed).toEqual([]);
    });

    it('stays where it is when a key is used, an admin signs in or an entry is logged', async () => {
      const role = await on.store.roles.create({ name: 'r', description: '', access: [] });
      const admin = await on.store.admins.create(
        { email: 'a@b', name: '', passwordHash: '' },
        { isSuperAdmin: true },
      );
      const key = await on.store.keys.create({
        keyHash: 'h',
        keyPrefix: 'p',
        label: '',
        roleId: role.id,
      });
      const before = await on.other.version();
      await on.store.keys.recordUse(new Map([[key.id, new Date()]]));
      await on.store.admins.recordLogin(admin.id, new Date());
      await on.store.audit.append([
        {
          at: new Date(),
          actor: 'cli',
          action: 'x',
          target: 'y',
          outcome: 'done',
          detail: {},
        },
      ]);
      expect(await on.other.version()).toBe(before);
    });

    it('tells a watcher of a change by another process, until it stops watching', async () => {
      let told = 0;
      const stop = on.other.watch(() => {
        told += 1;
      });
      await on.store.settings.set('a', '1');
      await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(0);
      await expect
        .poll(() => on.other.versionNow(), { timeout: 10_000 })
        .toBe(on.store.versionNow());
      stop();
      const toldSoFar = told;
      await on.store.settings.set('a', '2');
      await expect
        .poll(() => on.other.versionNow(), { timeout: 10_000 })
        .toBe(on.store.versionNow());
      expect(told).toBe(toldSoFar);
    });
  });
}
