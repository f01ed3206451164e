import { describe, expect, it } from 'vitest';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about log-in attempts. */
export function describeLoginAttempts(on: StoreHandles): void {
  describe('log-in attempts', () => {
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

    it('lets through what is allowed of a burst over two processes, and no more', async () => {
      const burst = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? on.store : on.other).loginAttempts.reserve(
            [{ subject: 'ada', attemptsMax: 5 }],
            at(0),
            60_000,
          ),
        ),
      );
      expect(burst.filter(({ kind }) => kind === 'reserved')).toHaveLength(5);
      expect(burst.find(({ kind }) => kind === 'refused')).toEqual({
        kind: 'refused',
        until: at(60),
      });
    });

    it('counts against no subject when one is refused', async () => {
      const ada = { subject: 'ada', attemptsMax: 1 };
      const here = { subject: 'here', attemptsMax: 2 };
      const reserve = (second: number, ...who: (typeof ada)[]) =>
        on.store.loginAttempts.reserve(who, at(second), 60_000);
      expect((await reserve(0, ada, here)).kind).toBe('reserved');
      expect((await reserve(1, ada, here)).kind).toBe('refused');
      expect((await reserve(2, here)).kind).toBe('reserved');
      expect(await reserve(3, here)).toEqual({ kind: 'refused', until: at(60) });
    });

    it('lets the next one through when the oldest has left the window', async () => {
      const ada = [{ subject: 'ada', attemptsMax: 2 }];
      for (const second of [0, 10]) await on.store.loginAttempts.reserve(ada, at(second), 30_000);
      expect((await on.store.loginAttempts.reserve(ada, at(29), 30_000)).kind).toBe('refused');
      expect((await on.store.loginAttempts.reserve(ada, at(30), 30_000)).kind).toBe('reserved');
      expect(await on.store.loginAttempts.reserve(ada, at(31), 30_000)).toEqual({
        kind: 'refused',
        until: at(40),
      });
    });

    it('forgives the subject, and other subjects only the attempt that succeeded', async () => {
      const both = [
        { subject: 'ada', attemptsMax: 2 },
        { subject: 'here', attemptsMax: 2 },
      ];
      await on.store.loginAttempts.reserve(both, at(0), 60_000);
      const second = await on.store.loginAttempts.reserve(both, at(1), 60_000);
      if (second.kind !== 'reserved') throw new Error('not reserved');
      await on.other.loginAttempts.forgive(second.id, 'ada');
      const reserve = (subject: string, second_: number) =>
        on.store.loginAttempts.reserve([{ subject, attemptsMax: 2 }], at(second_), 60_000);
      expect((await reserve('ada', 2)).kind).toBe('reserved');
      expect((await reserve('ada', 3)).kind).toBe('reserved');
      expect((await reserve('here', 2)).kind).toBe('reserved');
      expect((await reserve('here', 3)).kind).toBe('refused');
    });
  });
}
