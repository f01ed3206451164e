import { version } from '../../version.ts';
import { exampleTime } from '../examples.ts';
import { schemaRef } from '../json-schema.ts';
import type { Answer, Operation } from '../operation.ts';

const healthy = {
  status: 'healthy',
  timestamp: exampleTime,
  uptime_seconds: 3600,
  version,
  database: { connected: true, response_time_ms: 1 },
  system: { memory_used_mb: 512, memory_total_mb: 2048, memory_usage_percent: 25, cpu_count: 2 },
};
const unhealthy = {
  ...healthy,
  status: 'unhealthy',
  database: { connected: false, response_time_ms: null },
};

const json = (description: string, schema: string, example: unknown): Answer => ({
  description,
  content: { 'application/json': { schema: schemaRef(schema), examples: { example } } },
});

const health: Operation = {
  tag: 'health',
  answers: {
    200: json('The server works, though its memory may be short.', 'HealthResponse', healthy),
    503: json('The database does not answer.', 'HealthResponse', unhealthy),
  },
  faults: [],
  access: 'open',
};

/** Probes (contract §14). */
export const healthOperations: Readonly<Record<string, Operation>> = {
  getRoot: health,
  getHealth: health,
  getLiveness: {
    tag: 'health',
    answers: {
      200: json('It answers, also while it stops.', 'LivenessResponse', {
        status: 'alive',
        timestamp: exampleTime,
      }),
    },
    faults: [],
    access: 'open',
  },
  getReadiness: {
    tag: 'health',
    answers: {
      200: json('Requests may be sent here.', 'ReadinessResponse', {
        status: 'ready',
        timestamp: exampleTime,
      }),
      503: json('Requests should be sent elsewhere.', 'ReadinessResponse', {
        status: 'not_ready',
        timestamp: exampleTime,
        reason: 'database_unavailable',
      }),
    },
    faults: [],
    access: 'open',
  },
};
