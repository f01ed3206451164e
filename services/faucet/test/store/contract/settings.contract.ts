import { describe, expect, it } from 'vitest';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about settings. */
export function describeSettings(on: StoreHandles): void {
  describe('settings', () => {
    it('sets, reads and lists', async () => {
      await on.store.settings.set('b', '1');
      await on.store.settings.set('a', '2');
      await on.other.settings.set('b', '3');
      expect(await on.store.settings.get('b')).toBe('3');
      expect(await on.store.settings.get('c')).toBeUndefined();
      expect([...(await on.store.settings.list())]).toEqual([
        ['a', '2'],
        ['b', '3'],
      ]);
    });

    it('gives all who create a value at once the same one', async () => {
      const values = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? on.store : on.other).settings.getOrCreate('s', () => String(index)),
        ),
      );
      expect(new Set(values).size).toBe(1);
    });
  });
}
