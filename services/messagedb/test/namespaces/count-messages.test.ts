import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { fault } from '../../src/faults.ts';
import { countMessages } from '../../src/namespaces/count-messages.ts';
import type { MessageLog, MessageStore } from '../../src/store/message-store.ts';
import { memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';

const ids = Array.from({ length: 11 }, (_, index) => `n${index}`);

/** A store that is observed while it counts, after a moment in which others could begin to. */
async function observedStore(
  beforeCounting: (id: string) => void = () => undefined,
): Promise<{ store: MessageStore; mostAtOnce: () => number; begun: string[] }> {
  const inner = await memoryStoreWith(...ids);
  for (const [index, id] of ids.entries()) {
    for (let left = index; left > 0; left -= 1) await inner.log(id).append([write('a-1')]);
  }
  let [running, mostAtOnce] = [0, 0];
  const begun: string[] = [];
  const log = (id: string): MessageLog => {
    const statistics: MessageLog['statistics'] = async () => {
      begun.push(id);
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      await setImmediate();
      running -= 1;
      beforeCounting(id);
      return inner.log(id).statistics();
    };
    return new Proxy(inner.log(id), {
      get: (target, name) =>
        name === 'statistics' ? statistics : (Reflect.get(target, name) as unknown),
    });
  };
  return { store: { ...inner, log }, mostAtOnce: () => mostAtOnce, begun };
}

it('counts four namespaces at a time, and answers in the order they came', async () => {
  const { store, mostAtOnce } = await observedStore();
  const counted = await countMessages(store, await store.namespaces.list());
  expect(counted.map(({ namespace, messageCount }) => [namespace.id, messageCount])).toEqual(
    ids.map((id, index) => [id, index]),
  );
  expect(mostAtOnce()).toBe(4);
});

it('leaves out those that are deleted meanwhile', async () => {
  const { store } = await observedStore((id) => {
    if (id === 'n3') void store.namespaces.delete('n3');
    if (id === 'n4') void store.namespaces.delete('n9');
  });
  const counted = await countMessages(store, await store.namespaces.list());
  expect(counted.map(({ namespace }) => namespace.id)).toEqual(
    ids.filter((id) => id !== 'n3' && id !== 'n9'),
  );
});

it('ends with the first other failure, and counts no further', async () => {
  const { store, begun } = await observedStore((id) => {
    if (id === 'n1') throw fault('store_unavailable');
  });
  const counting = countMessages(store, await store.namespaces.list());
  await expect(counting).rejects.toMatchObject({ code: 'store_unavailable' });
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  expect(begun.length).toBeLessThan(ids.length);
});
