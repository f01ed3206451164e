import { describe, expect, it } from 'vitest';
import { rejection } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about administrators. */
export function describeAdmins(on: StoreHandles): void {
  describe('administrators', () => {
    const ada = { email: 'ada@example.com', name: 'Ada', passwordHash: '$argon2id$x' };
    const bob = { email: 'bob@example.com', name: '', passwordHash: '$argon2id$y' };

    it('gives the first place to exactly one of many who ask at once', async () => {
      const handles = [on.store, on.other, await on.open(), await on.open()];
      const asked = Array.from({ length: 24 }, (_, index) => {
        const handle = handles[index % handles.length]!;
        return handle.admins.createFirst({ ...ada, email: `a${index}@example.com` });
      });
      const winners = (await Promise.all(asked)).filter((admin) => admin !== undefined);
      expect(winners).toHaveLength(1);
      expect(winners[0]).toMatchObject({ isSuperAdmin: true, isActive: true });
      expect(await on.store.admins.list()).toHaveLength(1);
      await handles[2]?.close();
      await handles[3]?.close();
    });

    it('stores administrators and lists them by email', async () => {
      await on.store.admins.create(bob, { isSuperAdmin: false });
      const created = await on.store.admins.create(ada, { isSuperAdmin: true });
      expect(created).toMatchObject({ ...ada, isSuperAdmin: true, isActive: true });
      expect(created.sessionsValidFrom.getTime()).toBe(0);
      expect(created.lastLoginAt).toBeUndefined();
      expect((await on.other.admins.list()).map(({ email }) => email)).toEqual([
        ada.email,
        bob.email,
      ]);
      expect(await on.other.admins.findByEmail(ada.email)).toEqual(created);
      expect(await on.other.admins.findByEmail('nobody@example.com')).toBeUndefined();
    });

    it('refuses an email that is taken', async () => {
      await on.store.admins.create(ada, { isSuperAdmin: false });
      await expect(on.other.admins.create(ada, { isSuperAdmin: false })).rejects.toEqual(
        rejection('duplicate_admin'),
      );
    });

    it('changes only what is stated, and to the millisecond', async () => {
      const { id } = await on.store.admins.create(ada, { isSuperAdmin: false });
      const at = new Date('2026-11-21T02:03:04.567Z');
      await on.store.admins.update(id, { sessionsValidFrom: at });
      const changed = await on.other.admins.update(id, { name: 'Countess' });
      expect(changed).toMatchObject({
        name: 'Countess',
        email: ada.email,
        sessionsValidFrom: at,
      });
      await on.store.admins.recordLogin(id, at);
      expect((await on.other.admins.findByEmail(ada.email))?.lastLoginAt).toEqual(at);
      await expect(on.store.admins.update(99, {})).rejects.toEqual(rejection('admin_not_found'));
    });

    it('renews the hash of a password only while it is the same password', async () => {
      const { id } = await on.store.admins.create(ada, { isSuperAdmin: false });
      await on.store.admins.renewPasswordHash(id, 'another', 'wrong');
      await on.other.admins.renewPasswordHash(id, ada.passwordHash, 'better');
      expect((await on.store.admins.findByEmail(ada.email))?.passwordHash).toBe('better');
    });

    it('never loses its last active administrator', async () => {
      const first = await on.store.admins.create(ada, { isSuperAdmin: true });
      const second = await on.store.admins.create(bob, { isSuperAdmin: false });
      const attempts = await Promise.allSettled([
        on.store.admins.update(first.id, { isActive: false }),
        on.other.admins.remove(second.id),
      ]);
      expect(attempts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(attempts.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'last_admin' },
      });
      const left = await on.store.admins.list();
      expect(left.filter(({ isActive }) => isActive)).toHaveLength(1);
    });

    it('removes an administrator who is not the last, and a disabled one always', async () => {
      const first = await on.store.admins.create(ada, { isSuperAdmin: true });
      const second = await on.store.admins.create(bob, { isSuperAdmin: false });
      await on.store.admins.update(second.id, { isActive: false });
      await on.store.admins.remove(second.id);
      await expect(on.store.admins.remove(second.id)).rejects.toEqual(rejection('admin_not_found'));
      await expect(on.store.admins.remove(first.id)).rejects.toEqual(rejection('last_admin'));
    });
  });
}
