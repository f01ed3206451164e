import { cpus } from 'node:os';
import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { timeText } from '../items/time-text.ts';
import { version } from '../version.ts';
import type { Route } from './route.ts';
import { systemMemory } from './system-memory.ts';

/** Above this share of the memory the server calls itself degraded, in percent. */
const DEGRADED_PERCENT = 90;

/** Probes and the page for people (guide, probes; contract §14). */
export const healthRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    operation: 'getRoot',
    summary: 'The same as /health',
    handle: health,
  },
  {
    method: 'GET',
    path: '/health',
    operation: 'getHealth',
    summary: 'State of the server, its database and its machine',
    handle: health,
  },
  {
    method: 'GET',
    path: '/health/live',
    operation: 'getLiveness',
    summary: 'Whether the process answers; never asks the database',
    handle: (_estuary, _request, reply) =>
      sendJson(reply, `{"status":"alive","timestamp":"${timeText(Date.now())}"}`),
  },
  {
    method: 'GET',
    path: '/health/ready',
    operation: 'getReadiness',
    summary: 'Whether requests may be sent here',
    handle: readiness,
  },
];

async function readiness(
  estuary: Estuary,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const reason = await unreadiness(estuary);
  const timestamp = timeText(Date.now());
  if (reason === undefined) return reply.send({ status: 'ready', timestamp });
  return reply.code(503).send({ status: 'not_ready', timestamp, reason });
}

async function unreadiness({ stopping, health: checks }: Estuary): Promise<string | undefined> {
  if (stopping.aborted) return 'shutting_down';
  return (await checks.run()).ok ? undefined : 'database_unavailable';
}

async function health(
  { health: checks, startedAt }: Estuary,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { ok, checks: results } = await checks.run();
  const memory = systemMemory();
  const now = Date.now();
  const wellness = memory.percent > DEGRADED_PERCENT ? 'degraded' : 'healthy';
  return reply.code(ok ? 200 : 503).send({
    status: ok ? wellness : 'unhealthy',
    timestamp: timeText(now),
    uptime_seconds: Math.floor((now - startedAt) / 1000),
    version,
    database: {
      connected: ok,
      response_time_ms: ok ? Math.round(results[0]?.durationMs ?? 0) : null,
    },
    system: {
      memory_used_mb: memory.usedMb,
      memory_total_mb: memory.totalMb,
      memory_usage_percent: memory.percent,
      cpu_count: cpus().length,
    },
  });
}
