import type { MessageDb } from '../messagedb.ts';
import { version } from '../version.ts';
import type { Route } from './route.ts';

/** Liveness, readiness and version; the guide's probes ask without a token (guide, "Health Checks"). */
export const healthRoutes: readonly Route[] = [
  {
    method: 'any',
    path: '/health',
    access: 'public',
    summary: 'Whether the server can serve: 503 once the store has been gone for some seconds',
    handle(messageDb: MessageDb, _request, reply) {
      if (messageDb.storeWatch.isReachable) return { status: 'ok' };
      reply.code(503);
      return { status: 'unavailable' };
    },
  },
  {
    method: 'any',
    path: '/version',
    access: 'public',
    summary: 'Version of the server',
    handle: () => ({ version }),
  },
];
