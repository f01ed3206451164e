import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createCounts } from './counts.ts';
import type { Counts } from './counts.ts';
import { createDurations } from './durations.ts';
import type { Durations, DurationsOptions } from './durations.ts';
import type { MetricOptions } from './labelled-series.ts';
import { createRequestDurations } from './request-durations.ts';
import type { RequestMetricNames } from './request-durations.ts';

/** The numbers of one service: its own registry, never the process-wide one. */
export interface Metrics {
  /** Where the service registers its own gauges, and counters of what happens seldom. */
  readonly registry: Registry;
  /** Adds a counter of what happens with every request. */
  readonly counts: (options: MetricOptions) => Counts;
  /** Adds a histogram of what happens with every request. */
  readonly durations: (options: DurationsOptions) => Durations;
  /** Content type of `render`: Prometheus text format 0.0.4. */
  readonly contentType: string;
  /** Counts one answered request; `route` is the pattern, never the raw path. */
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  /** All metrics as Prometheus text. */
  render(): Promise<string>;
}

/** What to measure. */
export interface MetricsOptions {
  /** Name of the service, told by `service_info`. */
  readonly service: string;
  /** Memory, CPU, event loop and garbage collection of the process. Default true. */
  readonly process?: boolean;
  /** Upper bounds of the duration histogram, in seconds, ascending. */
  readonly buckets?: readonly number[];
  /** How requests are counted. */
  readonly requests?: RequestMetricNames;
}

/** From half a millisecond, where a cached read lies, to the longest answer we allow. */
const DURATION_BUCKETS_S = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** Creates the registry of a service, with `http_request_duration_seconds{method,route,status}`. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'service_info',
    help: 'Always 1; its label names the service.',
    labelNames: ['service'],
    registers: [registry],
  }).set({ service: options.service }, 1);
  const requests = createRequestDurations(options.buckets ?? DURATION_BUCKETS_S, options.requests);
  const families: { render(): string }[] = [requests];
  const add = <Family extends { render(): string }>(family: Family): Family => {
    families.push(family);
    return family;
  };
  return {
    registry,
    counts: (of) => add(createCounts(of)),
    durations: (of) => add(createDurations(of)),
    contentType: registry.contentType,
    observe: requests.observe,
    render: async () =>
      (await registry.metrics()) + families.map((family) => family.render()).join(''),
  };
}
