import { version } from '../version.ts';
import type { Method } from './method.ts';

/** The server itself (contract §5). */
export const systemMethods: readonly Method[] = [
  {
    name: 'sys.version',
    parameters: '',
    summary: 'Version of the server',
    run: () => version,
  },
  {
    name: 'sys.health',
    parameters: '',
    summary: 'Whether the store answers, what it is, and how many subscriptions are open',
    async run({ messageDb }) {
      await messageDb.store.check();
      return {
        status: 'ok',
        backend: messageDb.store.kind,
        connections: messageDb.subscriptions.count,
      };
    },
  },
];
