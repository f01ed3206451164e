import type { MessageLog, MessageStore, StoredNamespace } from '../../src/store/message-store.ts';

/** A namespace that must be there, as it is now. */
export async function namespaceIn(store: MessageStore, id: string): Promise<StoredNamespace> {
  const found = await store.namespaces.find(id);
  if (found === undefined) throw new Error(`there is no namespace ${id}`);
  return found;
}

/** Its messages. */
export async function logIn(store: MessageStore, id: string): Promise<MessageLog> {
  return (await namespaceIn(store, id)).log;
}

/** Its last global position. */
export const headOf = async (log: MessageLog): Promise<number> => (await log.state()).head;
