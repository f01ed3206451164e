import { describe, expect, it } from 'vitest';
import type { StoreHandles } from './store-handles.ts';

/** What every store promises about the audit log. */
export function describeAudit(on: StoreHandles): void {
  describe('audit log', () => {
    const entry = (minute: number, actor: string, outcome: 'done' | 'refused') => ({
      at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
      actor,
      action: 'service.created',
      target: 'service/demo',
      outcome,
      detail: { driver: 'sqlite', rules: 2, read_only: true, nothing: null },
    });

    it('lists newest first, page by page and by what is asked for', async () => {
      await on.store.audit.append([entry(1, 'cli', 'done'), entry(2, 'admin:a', 'refused')]);
      await on.other.audit.append([
        { ...entry(3, 'cli', 'done'), requestId: 'r-1', remoteAddress: '10.0.0.1' },
      ]);
      const all = await on.store.audit.list({ limit: 10 });
      expect(all.map(({ at }) => at.getUTCMinutes())).toEqual([3, 2, 1]);
      expect(all[0]).toMatchObject({ requestId: 'r-1', remoteAddress: '10.0.0.1' });
      expect(all[2]).toEqual({ id: all[2]?.id, ...entry(1, 'cli', 'done') });
      const page = await on.store.audit.list({ limit: 1, before: all[0]?.id ?? 0 });
      expect(page).toEqual([all[1]]);
      expect(await on.store.audit.list({ limit: 9, actor: 'cli' })).toHaveLength(2);
      expect(await on.store.audit.list({ limit: 9, outcome: 'refused' })).toEqual([all[1]]);
      expect(await on.store.audit.list({ limit: 9, action: 'x', actor: 'cli' })).toEqual([]);
    });

    it('deletes what is older and says how much', async () => {
      await on.store.audit.append([entry(1, 'cli', 'done'), entry(5, 'cli', 'done')]);
      expect(await on.store.audit.prune(new Date(Date.UTC(2026, 0, 1, 0, 5)))).toBe(1);
      expect(await on.other.audit.list({ limit: 9 })).toHaveLength(1);
    });
  });
}
