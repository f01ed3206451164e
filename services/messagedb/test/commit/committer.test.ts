import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Append, AppendedGroup } from '../../src/append/append.ts';
import { Backlog, namespaceBounds, processBounds } from '../../src/commit/backlog.ts';
import { createCommitter } from '../../src/commit/committer.ts';
import type { Committer } from '../../src/commit/committer.ts';
import { createCommitters } from '../../src/commit/committers.ts';
import { fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import type { MessageLog } from '../../src/store/message-store.ts';
import { memoryLog, memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';
import { headOf, namespaceIn } from '../support/stored.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What an append to the store does instead of what it should. */
type Trouble = 'lost before' | 'lost after' | FaultCode | undefined;

describe('a committer', () => {
  let inner: MessageLog;
  let groups: number[];
  let committed: AppendedGroup[];
  let trouble: (group: readonly Append[]) => Trouble;
  let whole: Backlog;
  let committer: Committer;

  const append = async (group: readonly Append[]): Promise<AppendedGroup> => {
    groups.push(group.length);
    const now = trouble(group);
    if (now === 'lost before') throw fault('store_unavailable');
    if (now !== undefined && now !== 'lost after') throw fault(now);
    const stored = await inner.append(group);
    if (now === 'lost after') throw fault('outcome_unknown');
    return stored;
  };
  /** Each trouble once, then none. */
  const inTurn = (...troubles: readonly Trouble[]): void => {
    const left = [...troubles];
    trouble = () => left.shift();
  };
  const rows = async (streamName: string): Promise<unknown[]> => {
    const query = { streamName, by: 'position', from: 0, limit: 1_000 } as const;
    return JSON.parse(`[${(await inner.readStream(query)).rows}]`) as unknown[];
  };

  beforeEach(async () => {
    inner = await memoryLog();
    groups = [];
    committed = [];
    inTurn();
    whole = new Backlog(processBounds);
    committer = createCommitter({
      log: { ...inner, append },
      whole,
      onCommitted: (group) => committed.push(group),
    });
  });

  it('commits together what is asked for in one turn, and what is asked for meanwhile', async () => {
    const first = [1, 2, 3].map((at) => committer.append(write(`a-${at}`)));
    const second = first[0]?.then(() =>
      Promise.all([1, 2].map((at) => committer.append(write(`b-${at}`)))),
    );
    await Promise.all([...first, second]);
    expect(groups).toEqual([3, 2]);
  });

  it('keeps the order of asking, over several groups', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 1_200 }, () => committer.append(write('a-1'))),
    );
    expect(groups).toEqual([500, 500, 200]);
    expect(outcomes).toEqual(
      outcomes.map((_, at) => ({ kind: 'written', position: at, globalPosition: at + 1 })),
    );
  });

  it('ends a group at 4 MiB, but takes a larger message alone', async () => {
    const body = 'x'.repeat(1_500_000);
    const sizes = [body, body, body, body.repeat(4), 'small'];
    await Promise.all(sizes.map((text) => committer.append(write('a-1', { body: { text } }))));
    expect(groups).toEqual([2, 1, 1, 1]);
  });

  it('tells of a group before its writers hear of it, conflicts included', async () => {
    const seen: number[] = [];
    const outcomes = await Promise.all([
      committer.append(write('a-1', {}, -1)).then((it) => (seen.push(committed.length), it.kind)),
      committer.append(write('a-1', {}, -1)).then((it) => (seen.push(committed.length), it.kind)),
    ]);
    expect(outcomes).toEqual(['written', 'conflict']);
    expect(seen).toEqual([1, 1]);
    expect(committed[0]?.messages).toHaveLength(1);
  });

  it('refuses what is more than it keeps, and takes more later', async () => {
    const { appends } = namespaceBounds;
    const asked = Array.from({ length: appends + 1 }, () => committer.append(write('a-1')));
    const last = asked.pop();
    await expect(last).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    await Promise.all(asked);
    await expect(committer.append(write('a-1'))).resolves.toMatchObject({ position: appends });
  });

  it('refuses more waiting data than it keeps', async () => {
    const data = JSON.stringify({ text: 'x'.repeat(namespaceBounds.characters / 4) });
    // One text, asked for four times: the committer counts, the memory does not.
    const asked = Array.from({ length: 4 }, () => committer.append(write('a-1', { data })));
    await expect(asked[3]).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all(asked.slice(0, 3));
  });

  it('refuses what is more than all namespaces together keep, until they have stored some', async () => {
    const others = await Promise.all(
      [1, 2].map(async () =>
        createCommitter({ log: await memoryLog(), whole, onCommitted: () => undefined }),
      ),
    );
    const asked = others.flatMap((other) =>
      Array.from({ length: namespaceBounds.appends }, () => other.append(write('a-1'))),
    );
    await expect(committer.append(write('a-1'))).rejects.toMatchObject({ code: 'overloaded' });
    await Promise.all(asked);
    await expect(committer.append(write('a-1'))).resolves.toMatchObject({ position: 0 });
  });

  it('keeps room for nothing that was refused, whatever became of the rest', async () => {
    inTurn('store_busy', 'store_failed');
    for (let round = 0; round < 2; round += 1) {
      await Promise.allSettled([committer.append(write('a-1')), committer.append(write('a-1'))]);
    }
    // All that there is room for, and not one less.
    const asked = Array.from({ length: namespaceBounds.appends }, () =>
      committer.append(write('b-1')),
    );
    await Promise.all(asked);
  });

  it.each<[string, Trouble[]]>([
    ['was lost before it stored', ['lost before']],
    ['was lost after it stored', ['lost after']],
    ['was lost after it stored, and once more', ['lost after', 'lost before']],
    ['was lost three times', ['lost before', 'lost after', 'lost before']],
  ])('stores once, with one answer, when the store %s', async (_name, troubles) => {
    inTurn(...troubles);
    const outcomes = await Promise.all([
      committer.append(write('a-1', {}, -1)),
      committer.append(write('a-1')),
      committer.append(write('a-1', {}, 7)),
    ]);
    expect(outcomes).toMatchObject([
      { position: 0, globalPosition: 1 },
      { position: 1, globalPosition: 2 },
      { kind: 'conflict', actual: 1 },
    ]);
    expect(await rows('a-1')).toHaveLength(2);
    expect(groups).toEqual(Array.from({ length: troubles.length + 1 }, () => 3));
    // Whoever follows learns that something was written, even if the answer with it was lost.
    expect(committed[0]?.previousHead).toBe(troubles.includes('lost after') ? 2 : 0);
  });

  it.each<[Trouble[], FaultCode]>([
    [['lost before', 'lost before', 'lost before', 'lost before'], 'store_unavailable'],
    [['lost after', 'lost before', 'lost before', 'lost before'], 'outcome_unknown'],
    [['lost before', 'store_busy'], 'store_busy'],
    [['lost after', 'store_failed'], 'outcome_unknown'],
  ])('gives up in the end: %j is %s', async (troubles, code) => {
    inTurn(...troubles);
    await expect(committer.append(write('a-1'))).rejects.toMatchObject({ code });
    await expect(committer.append(write('b-1'))).resolves.toMatchObject({ position: 0 });
  });

  it('fails those of a lost group, and nobody after them', async () => {
    inTurn('store_busy');
    const bad = [committer.append(write('a-1')), committer.append(write('a-2'))];
    const settled = await Promise.allSettled(bad);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(groups).toEqual([2]);
    await expect(committer.append(write('a-1'))).resolves.toMatchObject({ position: 0 });
  });

  it('fails only the append that the store cannot take, and keeps the order of the others', async () => {
    trouble = (group) =>
      group.some(({ streamName }) => streamName === 'bad') ? 'store_failed' : undefined;
    const names = Array.from({ length: 40 }, (_, at) => (at === 17 ? 'bad' : 'a-1'));
    const settled = await Promise.allSettled(names.map((name) => committer.append(write(name))));
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(settled[17]).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } });
    const positions = settled.flatMap((it) =>
      it.status === 'fulfilled' && it.value.kind === 'written' ? [it.value.position] : [],
    );
    expect(positions).toEqual(Array.from({ length: 39 }, (_, at) => at));
  });

  it.each<FaultCode>(['store_failed', 'invalid_request'])(
    'does not try each when a store refuses all: %s',
    async (code) => {
      trouble = () => code;
      const asked = Array.from({ length: 256 }, () => committer.append(write('a-1')));
      for (const settled of await Promise.allSettled(asked)) {
        expect(settled).toMatchObject({ status: 'rejected', reason: { code } });
      }
      expect(groups.length).toBeLessThan(20);
    },
  );

  it.each<FaultCode>(['store_full', 'files_failed', 'namespace_gone', 'store_busy'])(
    'does not divide a group when it is not for one of it that the store fails: %s',
    async (code) => {
      inTurn(code);
      const asked = Array.from({ length: 8 }, () => committer.append(write('a-1')));
      for (const settled of await Promise.allSettled(asked)) {
        expect(settled).toMatchObject({ status: 'rejected', reason: { code } });
      }
      expect(groups).toEqual([8]);
    },
  );
});

describe('the committers', () => {
  it('write to the namespace they were asked for, and never to another one of its id', async () => {
    const store = await memoryStoreWith('n');
    const old = await namespaceIn(store, 'n');
    const told: string[] = [];
    const committers = createCommitters(({ incarnation }) => told.push(incarnation));
    await committers.of(old).append(write('a-1'));
    const waiting = committers.of(old).append(write('a-1'));
    await store.namespaces.delete(old);
    await store.namespaces.create(old);
    const fresh = await namespaceIn(store, 'n');
    const later = committers.of(old).append(write('a-1'));
    const gone = { code: 'namespace_gone' };
    await expect(waiting).rejects.toMatchObject(gone);
    await expect(later).rejects.toMatchObject(gone);
    expect(await headOf(fresh.log)).toBe(0);
    await committers.of(fresh).append(write('a-1'));
    expect(told).toEqual([old.incarnation, fresh.incarnation]);
  });

  it('keep nothing of a namespace that was deleted', async () => {
    const store = await memoryStoreWith('n');
    const committers = createCommitters(() => undefined);
    const useAndDelete = async (): Promise<WeakRef<object>> => {
      const namespace = await namespaceIn(store, 'n');
      await committers.of(namespace).append(write('a-1'));
      await store.namespaces.delete(namespace);
      return new WeakRef(namespace.log);
    };
    const left = await useAndDelete();
    // What is looked at in a turn is kept until its end.
    await new Promise((resolve) => setTimeout(resolve));
    collectGarbage();
    expect(left.deref()).toBeUndefined();
    expect(committers).toBeDefined();
  });

  it('share what they keep waiting', async () => {
    const ids = ['a', 'b', 'c'];
    const store = await memoryStoreWith(...ids);
    const committers = createCommitters(() => undefined);
    const asked: Promise<unknown>[] = [];
    for (const id of ids) {
      const namespace = await namespaceIn(store, id);
      for (let left = namespaceBounds.appends; left > 0; left -= 1) {
        asked.push(committers.of(namespace).append(write('a-1')));
      }
    }
    const settled = await Promise.allSettled(asked);
    expect(settled.some(({ status }) => status === 'rejected')).toBe(true);
  });
});
