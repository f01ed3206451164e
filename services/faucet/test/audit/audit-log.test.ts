import { createLog } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { openAuditLog } from '../../src/audit/audit-log.ts';
import type { NewAuditEntry, TimedAuditEntry } from '../../src/model/audit-entry.ts';

const log = createLog({ level: 'silent', format: 'json' });

const change: NewAuditEntry = {
  actor: 'admin:ada@example.com',
  action: 'service.created',
  target: 'service/demo',
  outcome: 'done',
  detail: { driver: 'sqlite' },
};
const refusal: NewAuditEntry = {
  actor: 'key:faucet_12345678',
  action: 'access.refused',
  target: 'demo/_table/t',
  outcome: 'refused',
  detail: { verb: 'GET' },
  remoteAddress: '10.0.0.1',
};

function auditLog(parts: { retentionMs?: number; failures?: number; flushIntervalMs?: number }) {
  const stored: TimedAuditEntry[] = [];
  const batches: number[] = [];
  const pruned: Date[] = [];
  let failures = parts.failures ?? 0;
  let time = 1_000;
  const audit = openAuditLog({
    records: {
      async append(entries) {
        if (failures > 0) {
          failures -= 1;
          throw new Error('away');
        }
        batches.push(entries.length);
        stored.push(...entries);
      },
      async prune(olderThan) {
        pruned.push(olderThan);
        return 0;
      },
    },
    log,
    retentionMs: parts.retentionMs ?? 0,
    flushIntervalMs: parts.flushIntervalMs ?? 5,
    now: () => time++,
  });
  return { audit, stored, batches, pruned };
}

describe('openAuditLog', () => {
  it('stores entries together, in order and with their time', async () => {
    const { audit, stored, batches } = auditLog({});
    audit.record(change);
    audit.record(refusal);
    audit.record({ ...change, target: 'service/two' });
    expect(stored).toEqual([]);
    await expect.poll(() => batches).toEqual([3]);
    expect(stored).toEqual([
      { ...change, at: new Date(1_000) },
      { ...refusal, at: new Date(1_001) },
      { ...change, target: 'service/two', at: new Date(1_002) },
    ]);
    await audit.close();
  });

  it('stores what waits when it is flushed or closed', async () => {
    const { audit, stored } = auditLog({ flushIntervalMs: 1_000_000 });
    audit.record(change);
    await audit.flush();
    expect(stored).toHaveLength(1);
    audit.record(change);
    await audit.close();
    expect(stored).toHaveLength(2);
  });

  it('counts equal refusals in one entry and keeps every change', async () => {
    const { audit, stored } = auditLog({ flushIntervalMs: 1_000_000 });
    for (let index = 0; index < 50; index += 1) audit.record(refusal);
    audit.record({ ...refusal, remoteAddress: '10.0.0.2' });
    for (let index = 0; index < 3; index += 1) audit.record(change);
    await audit.close();
    expect(stored.filter(({ outcome }) => outcome === 'done')).toHaveLength(3);
    const refused = stored.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ detail }) => detail)).toEqual([
      { verb: 'GET', count: 50 },
      { verb: 'GET' },
    ]);
  });

  it('bounds a flood of different refusals, and says how many it left out', async () => {
    const { audit, stored } = auditLog({ flushIntervalMs: 1_000_000 });
    for (let index = 0; index < 1_000; index += 1) {
      audit.record({ ...refusal, target: `demo/_table/x${index}` });
    }
    await audit.close();
    expect(stored).toHaveLength(201);
    expect(stored.at(-1)).toMatchObject({ action: 'audit.omitted', detail: { count: 800 } });
  });

  it('cuts long texts, which come from callers', async () => {
    const { audit, stored } = auditLog({});
    audit.record({ ...refusal, target: 'x'.repeat(100_000) });
    await audit.close();
    expect(stored[0]?.target).toHaveLength(300);
  });

  it('keeps entries while the store is away and stores them in order afterwards', async () => {
    const { audit, stored } = auditLog({ failures: 1, flushIntervalMs: 1_000_000 });
    audit.record(change);
    await audit.flush();
    expect(stored).toEqual([]);
    audit.record({ ...change, target: 'service/two' });
    await audit.close();
    expect(stored.map(({ target }) => target)).toEqual(['service/demo', 'service/two']);
  });

  it('deletes what is older than the retention, and nothing without one', async () => {
    const kept = auditLog({});
    const limited = auditLog({ retentionMs: 400 });
    expect(kept.pruned).toEqual([]);
    expect(limited.pruned).toEqual([new Date(600)]);
    await kept.audit.close();
    await limited.audit.close();
  });
});
