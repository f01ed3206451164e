import type { Faucet } from '../faucet.ts';
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
    summary: 'Whether every active database service answers',
    async handle({ faucet, reply }) {
      const { ok, checks } = await readiness(faucet);
      reply.code(ok ? 200 : 503);
      return { checks, status: ok ? 'ok' : 'degraded' };
    },
  },
];

async function readiness(faucet: Faucet): Promise<{ ok: boolean; checks: Record<string, string> }> {
  const report = await faucet.health.run();
  const checks = Object.fromEntries(
    report.checks.map((check) => [
      check.name,
      check.ok ? 'ok' : `error: ${check.error ?? 'failed'}`,
    ]),
  );
  return { ok: report.ok, checks };
}
