import { isFault } from '@aquifer/service';
import type { MessageLog, StoredNamespace } from '../store/message-store.ts';

/** A namespace with what it holds. */
export interface CountedNamespace {
  readonly namespace: StoredNamespace;
  readonly messageCount: number;
}

/** To count is to read all of a table's index, and others want their share of the store meanwhile. */
const COUNTED_AT_ONCE = 4;

/** Counts the messages of each, in their order; those that are deleted meanwhile are left out. */
export async function countMessages(
  namespaces: readonly StoredNamespace[],
): Promise<readonly CountedNamespace[]> {
  const counts: (number | undefined)[] = [];
  const waiting = entriesOf(namespaces);
  const countOn = async (): Promise<void> => {
    for (const [index, { log }] of waiting) counts[index] = await countOf(log);
  };
  await Promise.all(Array.from({ length: COUNTED_AT_ONCE }, countOn));
  return namespaces.flatMap((namespace, index) => {
    const messageCount = counts[index];
    return messageCount === undefined ? [] : [{ namespace, messageCount }];
  });
}

/** A generator, which unlike an array's own iterator ends for all who share it when one of them fails. */
function* entriesOf<Item>(items: readonly Item[]): Generator<[number, Item]> {
  yield* items.entries();
}

async function countOf(log: MessageLog): Promise<number | undefined> {
  try {
    return await (log.countMessages?.() ?? log.statistics().then((all) => all.messageCount));
  } catch (error) {
    if (isFault(error) && error.code === 'namespace_gone') return undefined;
    throw error;
  }
}
