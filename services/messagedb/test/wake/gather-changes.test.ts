import { createLog } from '@aquifer/service';
import { describe, expect, it } from 'vitest';
import { gatherChanges } from '../../src/wake/gather-changes.ts';
import type { Change } from '../../src/wake/wake.ts';

const log = createLog({ level: 'silent', format: 'json' });
const written = (namespace: string): Change => ({ kind: 'written', namespace });

/** Calls that end when the test says so. */
function heldCalls() {
  const calls: (readonly Change[])[] = [];
  const ends: (() => void)[] = [];
  return {
    calls,
    tell(changes: readonly Change[]): Promise<void> {
      calls.push(changes);
      return new Promise((resolve) => ends.push(resolve));
    },
    endFirst: () => ends.shift()?.(),
  };
}

describe('gatherChanges', () => {
  it('tells the first change at once, and then together what came while it told', async () => {
    const held = heldCalls();
    const changes = gatherChanges(held.tell, log);
    changes.add(written('a'));
    expect(held.calls).toEqual([[written('a')]]);
    for (let at = 0; at < 100; at += 1) changes.add(written(at % 2 === 0 ? 'b' : 'c'));
    changes.add({ kind: 'changed', namespace: 'b' });
    expect(held.calls).toHaveLength(1);
    held.endFirst();
    await expect.poll(() => held.calls).toHaveLength(2);
    expect(held.calls[1]).toEqual([
      written('b'),
      written('c'),
      { kind: 'changed', namespace: 'b' },
    ]);
  });

  it('tells again what failed, with what came meanwhile, each once', async () => {
    const calls: (readonly Change[])[] = [];
    const changes = gatherChanges(async (told) => {
      calls.push(told);
      if (calls.length === 1) throw new Error('nobody there');
    }, log);
    changes.add(written('a'));
    changes.add(written('b'));
    changes.add(written('a'));
    await expect.poll(() => calls, { timeout: 5_000 }).toHaveLength(2);
    expect(calls[1]?.toSorted((x, y) => x.namespace.localeCompare(y.namespace))).toEqual([
      written('a'),
      written('b'),
    ]);
  });

  it('tells what waits before it closes, and takes no more', async () => {
    const held = heldCalls();
    const changes = gatherChanges(held.tell, log);
    changes.add(written('a'));
    changes.add(written('b'));
    const closed = changes.close();
    changes.add(written('c'));
    held.endFirst();
    await expect.poll(() => held.calls).toHaveLength(2);
    held.endFirst();
    await closed;
    expect(held.calls).toEqual([[written('a')], [written('b')]]);
  });

  it('closes without having told when nobody can be reached', async () => {
    let calls = 0;
    const changes = gatherChanges(async () => {
      calls += 1;
      throw new Error('nobody there');
    }, log);
    changes.add(written('a'));
    await changes.close();
    expect(calls).toBeLessThanOrEqual(2);
  });

  it('closes when it never told anything', async () => {
    await gatherChanges(async () => undefined, log).close();
  });
});
