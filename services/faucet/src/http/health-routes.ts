import type { Faucet } from '../faucet.ts';
import { configStoreCheck } from '../store/config-store-check.ts';
import type { Route } from './route.ts';

/**
 * Liveness and readiness (contract §5.1; guide, "Infrastructure"). HEAD answers
 * like GET without a body: the guide's HEALTHCHECK probes with `wget --spider`.
 */
export const healthRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/healthz',
    access: 'public',
    summary: 'Whether the process lives',
    handle: () => ({ status: 'ok' }),
  },
  {
    method: 'GET',
    path: '/readyz',
    access: 'public',
    summary: 'Whether the configuration store and every active database service answer',
    async handle({ faucet, reply }) {
      const { ok, checks } = await readiness(faucet);
      reply.code(ok ? 200 : 503);
      return { checks, status: ok ? 'ok' : 'degraded' };
    },
  },
];

async function readiness(faucet: Faucet): Promise<{ ok: boolean; checks: Record<string, string> }> {
  const report = await faucet.health.run();
  // The contract lists database services; the store is told of when it is why we are not ready.
  const told = report.checks.filter(({ name, ok }) => !ok || name !== configStoreCheck);
  const checks = Object.fromEntries(
    told.map((check) => [check.name, check.ok ? 'ok' : `error: ${check.error ?? 'failed'}`]),
  );
  return { ok: report.ok, checks };
}
