import { openMemoryStore } from '../../src/store/memory/memory-store.ts';
import { documentStoreContract } from './document-store.contract.ts';

documentStoreContract({
  name: 'memory',
  open: async (retention) => openMemoryStore(retention),
  close: async () => undefined,
});
