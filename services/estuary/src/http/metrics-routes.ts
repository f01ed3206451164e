import { equalHashes, hashApiKey } from '@aquifer/auth';
import { fault } from '../faults.ts';
import type { Route } from './route.ts';

/** Prometheus metrics (contract §15); open unless METRICS_TOKEN asks for a bearer token. */
export const metricsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/metrics',
    operation: 'getMetrics',
    summary: 'Prometheus metrics',
    async handle({ metrics, secrets }, { headers }, reply) {
      const { metricsToken } = secrets.current;
      if (metricsToken !== undefined && !isBearer(headers.authorization, metricsToken)) {
        throw fault('metrics_refused');
      }
      return reply.header('content-type', metrics.contentType).send(await metrics.render());
    },
  },
];

/** Compares hashes, so that neither length nor position of a difference shows in the time. */
const isBearer = (header: string | undefined, token: string): boolean =>
  equalHashes(hashApiKey(header ?? ''), hashApiKey(`Bearer ${token}`));
