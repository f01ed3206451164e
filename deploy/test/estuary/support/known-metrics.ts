import { createObservations } from '@aquifer/estuary';
import { createMetrics } from '@aquifer/http';
import type { Metrics } from '@aquifer/http';

/** A metric as Prometheus meets it, and the labels it may have there. */
export type KnownMetrics = ReadonlyMap<string, ReadonlySet<string>>;

interface Family {
  readonly name: string;
  readonly isHistogram: boolean;
  readonly labels: readonly string[];
}

/** Put on everything by Prometheus, when it scrapes. */
const scrapeLabels = ['job', 'instance'];

/** Of requests; they are counted by the kernel, in the guide's words. */
const requestLabels = ['method', 'endpoint', 'status'];

const requestFamilies: readonly Family[] = [
  { name: 'http_requests_total', isHistogram: false, labels: requestLabels },
  { name: 'http_request_duration_seconds', isHistogram: true, labels: requestLabels },
];

/** Every metric of `GET /metrics`, and `up`, which Prometheus makes itself. */
export const knownMetrics: KnownMetrics = new Map(
  [
    ...registeredFamilies(),
    ...requestFamilies,
    { name: 'up', isHistogram: false, labels: [] },
  ].flatMap(({ name, isHistogram, labels }) => {
    const all = [...scrapeLabels, ...labels];
    if (!isHistogram) return [[name, new Set(all)]];
    return [
      [`${name}_bucket`, new Set([...all, 'le'])],
      [`${name}_sum`, new Set(all)],
      [`${name}_count`, new Set(all)],
    ];
  }),
);

/** Those that Estuary itself makes, and those of the process. */
function registeredFamilies(): readonly Family[] {
  const metrics = createMetrics({ service: 'estuary' });
  const made: Family[] = [];
  const observed: Metrics = {
    ...metrics,
    counts(options) {
      made.push({ ...options, isHistogram: false });
      return metrics.counts(options);
    },
    durations(options) {
      made.push({ ...options, isHistogram: true });
      return metrics.durations(options);
    },
  };
  createObservations(observed, {
    profile: 'production',
    database: 'memory',
    storeConnections: () => 0,
  });
  const registered = metrics.registry.getMetricsAsArray().map((metric) => ({
    name: metric.name,
    isHistogram: String(metric.type) === 'histogram',
    labels: 'labelNames' in metric ? (metric.labelNames as readonly string[]) : [],
  }));
  return [...registered, ...made];
}
