import { objectSchema, schemaRef, timestampSchema } from '../json-schema.ts';
import type { JsonObject } from '../json-schema.ts';

const now = timestampSchema('When this was answered.');

/** What probes are answered (contract §14). */
export const healthSchemas: Readonly<Record<string, JsonObject>> = {
  HealthResponse: objectSchema('State of the server.', {
    status: schemaRef('HealthStatus'),
    timestamp: now,
    uptime_seconds: { type: 'integer', minimum: 0 },
    version: { type: 'string', description: 'Of the server, by semantic versioning.' },
    database: schemaRef('DatabaseHealth'),
    system: schemaRef('SystemHealth'),
  }),
  HealthStatus: {
    type: 'string',
    enum: ['healthy', 'degraded', 'unhealthy'],
    description:
      '`unhealthy`: the database does not answer. `degraded`: more than 90 % of the memory is used.',
  },
  DatabaseHealth: objectSchema('State of the database.', {
    connected: { type: 'boolean' },
    response_time_ms: { type: ['integer', 'null'], minimum: 0 },
  }),
  SystemHealth: objectSchema('Memory and processors, of the container where it has a limit.', {
    memory_used_mb: { type: 'integer', minimum: 0 },
    memory_total_mb: { type: 'integer', minimum: 0 },
    memory_usage_percent: { type: 'number', minimum: 0, maximum: 100 },
    cpu_count: { type: 'integer', minimum: 1 },
  }),
  LivenessResponse: objectSchema('The process answers.', {
    status: { type: 'string', enum: ['alive'] },
    timestamp: now,
  }),
  ReadinessResponse: objectSchema(
    'Whether requests may be sent here.',
    {
      status: { type: 'string', enum: ['ready', 'not_ready'] },
      timestamp: now,
      reason: { type: 'string', enum: ['database_unavailable', 'shutting_down'] },
    },
    ['reason'],
  ),
};
