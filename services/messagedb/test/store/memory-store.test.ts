import { openMemoryStore } from '../../src/store/memory/open-memory-store.ts';
import { messageStoreContract } from './message-store.contract.ts';

messageStoreContract({
  name: 'memory',
  open: async () => openMemoryStore(),
  close: async () => undefined,
});
