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
      if (metricsToken !== undefined && !(await isBearer(headers.authorization, metricsToken))) {
        throw fault('metrics_refused');
      }
      return reply.header('content-type', metrics.contentType).send(await metrics.render());
    },
  },
];

/** Compares hashes, so that neither length nor position of a difference shows in the time. */
async function isBearer(header: string | undefined, token: string): Promise<boolean> {
  // Not loaded where no token is asked for: what checks tokens takes some tens of milliseconds.
  const { equalHashes, hashApiKey } = await import('@aquifer/auth');
  return equalHashes(hashApiKey(header ?? ''), hashApiKey(`Bearer ${token}`));
}
