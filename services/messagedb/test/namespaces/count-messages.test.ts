import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { fault } from '../../src/faults.ts';
import { countMessages } from '../../src/namespaces/count-messages.ts';
import type { MessageLog, MessageStore, StoredNamespace } from '../../src/store/message-store.ts';
import { memoryStoreWith } from '../support/memory-namespace.ts';
import { write } from '../support/messages.ts';
import { logIn, namespaceIn } from '../support/stored.ts';

const ids = Array.from({ length: 11 }, (_, index) => `n${index}`);

/** Namespaces that are observed while they are counted, after a moment in which others could begin to be. */
async function observedNamespaces(
  beforeCounting: (id: string, store: MessageStore) => void = () => undefined,
): Promise<{ namespaces: StoredNamespace[]; mostAtOnce: () => number; begun: string[] }> {
  const store = await memoryStoreWith(...ids);
  for (const [index, id] of ids.entries()) {
    const log = await logIn(store, id);
    for (let left = index; left > 0; left -= 1) await log.append([write('a-1')]);
  }
  let [running, mostAtOnce] = [0, 0];
  const begun: string[] = [];
  const observed = ({ id, log }: StoredNamespace): MessageLog => {
    const statistics: MessageLog['statistics'] = async () => {
      begun.push(id);
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      await setImmediate();
      running -= 1;
      beforeCounting(id, store);
      return log.statistics();
    };
    return new Proxy(log, {
      get: (target, name) =>
        name === 'statistics' ? statistics : (Reflect.get(target, name) as unknown),
    });
  };
  const all = await store.namespaces.list();
  const namespaces = all.map((namespace) => ({ ...namespace, log: observed(namespace) }));
  return { namespaces, mostAtOnce: () => mostAtOnce, begun };
}

it('counts four namespaces at a time, and answers in the order they came', async () => {
  const { namespaces, mostAtOnce } = await observedNamespaces();
  const counted = await countMessages(namespaces);
  expect(counted.map(({ namespace, messageCount }) => [namespace.id, messageCount])).toEqual(
    ids.map((id, index) => [id, index]),
  );
  expect(mostAtOnce()).toBe(4);
});

it('leaves out those that are deleted meanwhile', async () => {
  const remove = async (store: MessageStore, id: string) =>
    store.namespaces.delete(await namespaceIn(store, id));
  const { namespaces } = await observedNamespaces((id, store) => {
    if (id === 'n4') void remove(store, 'n9');
  });
  const counted = await countMessages(namespaces);
  expect(counted.map(({ namespace }) => namespace.id)).toEqual(ids.filter((id) => id !== 'n9'));
});

it('ends with the first other failure, and counts no further', async () => {
  const { namespaces, begun } = await observedNamespaces((id) => {
    if (id === 'n1') throw fault('store_unavailable');
  });
  const counting = countMessages(namespaces);
  await expect(counting).rejects.toMatchObject({ code: 'store_unavailable' });
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  expect(begun.length).toBeLessThan(ids.length);
});
