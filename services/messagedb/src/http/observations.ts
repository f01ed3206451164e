import type { Metrics } from '@aquifer/http';
import { Counter, Gauge } from 'prom-client';

/** The numbers of MessageDB (guide, "Prometheus Metrics"; contract §11). */
export interface Observations {
  requestDone(method: string | undefined, status: number, seconds: number): void;
  messagesWritten(count: number): void;
}

/** Bounds in seconds: from a read in memory to the longest wait for a store. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric of the service besides those of the process; the docs are tested against it. */
export const metricNames = {
  requests: 'messagedb_requests_total',
  durations: 'messagedb_request_duration_seconds',
  written: 'messagedb_messages_written_total',
  subscriptions: 'messagedb_sse_connections',
} as const;

export interface ObservationsOptions {
  /** Names that may stand in a label. */
  readonly isMethod: (name: string) => boolean;
  /** Asked when metrics are read. */
  readonly subscriptionCount: () => number;
}

export function createObservations(
  { registry, counts, durations }: Metrics,
  { isMethod, subscriptionCount }: ObservationsOptions,
): Observations {
  const requests = counts({
    name: metricNames.requests,
    help: 'RPC requests by method and HTTP status.',
    labels: ['method', 'status'],
  });
  const times = durations({
    name: metricNames.durations,
    help: 'Time from the request head to the last byte of the answer, in seconds.',
    labels: ['method'],
    bounds: BUCKETS_S,
  });
  const written = new Counter({
    name: metricNames.written,
    help: 'Messages written by this instance, imported ones included.',
    registers: [registry],
  });
  registry.registerMetric(
    new Gauge({
      name: metricNames.subscriptions,
      help: 'Open subscriptions of this instance.',
      registers: [],
      collect() {
        this.set(subscriptionCount());
      },
    }),
  );
  return {
    requestDone(name, status, seconds) {
      // Names come from callers: without the table they would make endless series.
      const method = name !== undefined && isMethod(name) ? name : 'other';
      requests.add([method, status]);
      times.observe([method], seconds);
    },
    messagesWritten: (count) => written.inc(count),
  };
}
