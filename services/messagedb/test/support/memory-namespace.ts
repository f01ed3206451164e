import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import type { MessageLog, MessageStore } from '../../src/store/message-store.ts';
import { logIn } from './stored.ts';

/** A store in memory with empty namespaces of these names. */
export async function memoryStoreWith(...names: readonly string[]): Promise<MessageStore> {
  const store = openMemoryStore();
  for (const id of names) {
    await store.namespaces.create({
      id,
      tokenHash: id,
      description: '',
      metadata: null,
      createdAt: new Date(),
    });
  }
  return store;
}

export async function memoryLog(): Promise<MessageLog> {
  return logIn(await memoryStoreWith('default'), 'default');
}
