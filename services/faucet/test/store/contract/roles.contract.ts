import { describe, expect, it } from 'vitest';
import { rejection, rule } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about roles. */
export function describeRoles(on: StoreHandles): void {
  describe('roles', () => {
    it('stores rules with their filters and columns in order', async () => {
      const created = await on.store.roles.create({
        name: 'r',
        description: 'd',
        access: [rule, { ...rule, component: 'x', filters: [], columns: [], filterOp: 'AND' }],
      });
      expect(created).toMatchObject({ name: 'r', description: 'd', isActive: true });
      expect(created.access).toMatchObject([rule, { component: 'x', filters: [], columns: [] }]);
      expect(created.access.every(({ roleId }) => roleId === created.id)).toBe(true);
      expect(await on.other.roles.find(created.id)).toEqual(created);
      expect(await on.other.roles.findByName('r')).toEqual(created);
      expect(await on.other.roles.list()).toEqual([created]);
    });

    it('keeps rules that a change does not speak of and replaces the others', async () => {
      const { id } = await on.store.roles.create({ name: 'r', description: '', access: [rule] });
      expect((await on.store.roles.update(id, { isActive: false })).access).toMatchObject([rule]);
      const replaced = await on.other.roles.update(id, { access: [], name: 'q' });
      expect(replaced).toMatchObject({ name: 'q', isActive: false, access: [] });
      expect((await on.store.roles.addRule(id, rule)).access).toMatchObject([rule]);
    });

    it('refuses names that are taken, without leaving half a role', async () => {
      await on.store.roles.create({ name: 'a', description: '', access: [] });
      const { id } = await on.store.roles.create({ name: 'b', description: '', access: [rule] });
      const duplicate = rejection('duplicate_role');
      await expect(
        on.other.roles.create({ name: 'a', description: '', access: [rule] }),
      ).rejects.toEqual(duplicate);
      await expect(on.other.roles.update(id, { name: 'a', access: [] })).rejects.toEqual(duplicate);
      expect((await on.store.roles.find(id))?.access).toHaveLength(1);
      expect(await on.store.roles.list()).toHaveLength(2);
    });

    it('refuses to remove a role that even a revoked key uses', async () => {
      const { id } = await on.store.roles.create({ name: 'r', description: '', access: [rule] });
      const key = await on.store.keys.create({
        keyHash: 'h',
        keyPrefix: 'p',
        label: '',
        roleId: id,
      });
      await on.store.keys.revoke(key.id);
      await expect(on.store.roles.remove(id)).rejects.toEqual(rejection('role_in_use'));
      const free = await on.store.roles.create({ name: 'free', description: '', access: [rule] });
      await on.store.roles.remove(free.id);
      await expect(on.store.roles.remove(free.id)).rejects.toEqual(rejection('role_not_found'));
      await expect(on.store.roles.update(free.id, {})).rejects.toEqual(rejection('role_not_found'));
      await expect(on.store.roles.addRule(free.id, rule)).rejects.toEqual(
        rejection('role_not_found'),
      );
      expect(await on.store.roles.find(free.id)).toBeUndefined();
    });
  });
}
