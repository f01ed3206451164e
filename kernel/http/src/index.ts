export { clientSignal } from './client-signal.ts';
export { createHttp } from './create-http.ts';
export { openEventStream } from './event-stream.ts';
export type { EventStream, EventStreamOptions } from './event-stream.ts';
export { createHealth } from './health.ts';
export type { Health, HealthReport } from './health.ts';
export type {
  AccessLine,
  Admit,
  Answer,
  CorsOptions,
  HttpLimits,
  HttpOptions,
  LoggedOutcome,
  Outcome,
} from './http-options.ts';
export { hijackReply } from './hijack-reply.ts';
export { acceptConnections, listen } from './listen.ts';
export type { Listening } from './listen.ts';
export { createMetrics } from './metrics.ts';
export type { Metrics } from './metrics.ts';
export { receiveBody } from './receive-body.ts';
export type { ServerEvent } from './render-event.ts';
export { sendJson } from './send-json.ts';
export { sendNdjson } from './send-ndjson.ts';
export { serveConsole } from './serve-console.ts';
export { uuidV7 } from './uuid-v7.ts';
