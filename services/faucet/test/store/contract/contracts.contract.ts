import { describe, expect, it } from 'vitest';
import { orders, rejection } from './examples.ts';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about schema contracts. */
export function describeContracts(on: StoreHandles): void {
  describe('schema contracts', () => {
    it('locks, promotes and unlocks', async () => {
      const locked = await on.store.contracts.lock('demo', orders);
      expect(locked).toMatchObject({ serviceName: 'demo', tableName: 'orders', schema: orders });
      expect(locked.promotedAt).toBeUndefined();
      const wider = { ...orders, primary_key: ['id', 'line'] };
      const promoted = await on.store.contracts.promote('demo', wider);
      expect(promoted).toMatchObject({ id: locked.id, schema: wider, lockedAt: locked.lockedAt });
      expect(promoted.promotedAt).toBeInstanceOf(Date);
      const again = await on.store.contracts.lock('demo', orders);
      expect(again).toMatchObject({ id: locked.id, schema: orders });
      expect(again.promotedAt).toBeUndefined();
      expect(await on.other.contracts.find('demo', 'orders')).toEqual(again);
      expect(await on.other.contracts.list('demo')).toEqual([again]);
      await on.store.contracts.unlock('demo', 'orders');
      expect(await on.other.contracts.find('demo', 'orders')).toBeUndefined();
    });

    it('says when there is no contract, and counts what it unlocks', async () => {
      const missing = rejection('contract_not_found');
      await expect(on.store.contracts.promote('demo', orders)).rejects.toEqual(missing);
      await expect(on.store.contracts.unlock('demo', 'orders')).rejects.toEqual(missing);
      await on.store.contracts.lock('demo', orders);
      await on.store.contracts.lock('demo', { ...orders, name: 'b' });
      await on.store.contracts.lock('other', orders);
      expect(await on.store.contracts.unlockAll('demo')).toBe(2);
      expect(await on.store.contracts.list('other')).toHaveLength(1);
    });
  });
}
