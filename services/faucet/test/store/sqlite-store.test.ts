import { createLog } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { openConfigStore } from '../../src/store/open-config-store.ts';
import { describeConfigStore } from './config-store.contract.ts';

const log = createLog({ level: 'silent', format: 'json' });

describeConfigStore('SQLite', async () => {
  const dataDir = temporaryDirectory();
  return {
    open: () => openConfigStore({ dataDir, log }),
    remove: async () => undefined,
  };
});
