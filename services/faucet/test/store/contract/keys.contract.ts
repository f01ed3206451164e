import { describe, expect, it } from 'vitest';
import { rejection } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about keys. */
export function describeKeys(on: StoreHandles): void {
  describe('keys', () => {
    const newKey = (keyHash: string, roleId: number) => ({
      keyHash,
      keyPrefix: `faucet_${keyHash}`,
      label: 'l',
      roleId,
    });

    it('lists keys newest first, with what was left out absent', async () => {
      const { id } = await on.store.roles.create({ name: 'r', description: '', access: [] });
      const plain = await on.store.keys.create(newKey('a', id));
      const expiresAt = new Date('2030-01-02T03:04:05.678Z');
      const full = await on.store.keys.create({
        ...newKey('b', id),
        expiresAt,
        rateLimitPerMinute: 60,
      });
      expect(Object.keys(plain)).not.toContain('expiresAt');
      expect(plain).toMatchObject({ isActive: true, keyHash: 'a', label: 'l', roleId: id });
      expect(full).toMatchObject({ expiresAt, rateLimitPerMinute: 60 });
      expect(await on.other.keys.list()).toEqual([full, plain]);
    });

    it('refuses a key for a role that does not exist', async () => {
      await expect(on.store.keys.create(newKey('a', 77))).rejects.toEqual(
        rejection('role_not_found'),
      );
    });

    it('revokes as often as asked, and says when there is no such key', async () => {
      const { id } = await on.store.roles.create({ name: 'r', description: '', access: [] });
      const key = await on.store.keys.create(newKey('a', id));
      await on.store.keys.revoke(key.id);
      await on.other.keys.revoke(key.id);
      expect((await on.store.keys.list())[0]?.isActive).toBe(false);
      await expect(on.store.keys.revoke(99)).rejects.toEqual(rejection('key_not_found'));
    });

    it('remembers the last use', async () => {
      const { id } = await on.store.roles.create({ name: 'r', description: '', access: [] });
      const key = await on.store.keys.create(newKey('a', id));
      const at = new Date('2026-11-21T01:02:03.004Z');
      await on.store.keys.recordUse(new Map([[key.id, at]]));
      expect((await on.other.keys.list())[0]?.lastUsedAt).toEqual(at);
    });
  });
}
