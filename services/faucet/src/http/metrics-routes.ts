import { hash, timingSafeEqual } from 'node:crypto';
import { fault } from '../faults.ts';
import type { Route } from './route.ts';

/** Prometheus metrics; open unless FAUCET_METRICS_TOKEN asks for a bearer token. */
export const metricsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/metrics',
    access: 'public',
    summary: 'Prometheus metrics',
    async handle({ faucet, request, reply }) {
      const { metricsToken } = faucet.settings;
      if (metricsToken !== undefined && !isBearer(request.headers.authorization, metricsToken)) {
        throw fault('token_invalid');
      }
      return reply
        .header('content-type', faucet.metrics.contentType)
        .send(await faucet.metrics.render());
    },
  },
];

/** Compares hashes, so that neither length nor position of a difference shows in the time. */
function isBearer(header: string | undefined, token: string): boolean {
  const given = hash('sha256', header ?? '', 'buffer');
  return timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'));
}
