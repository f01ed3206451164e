import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The numbers of one service: its own registry, never the process-wide one. */
export interface Metrics {
  /** Where the service registers its own counters and gauges. */
  readonly registry: Registry;
  /** Content type of `render`: Prometheus text format 0.0.4. */
  readonly contentType: string;
  /** Counts one answered request; `route` is the pattern, never the raw path. */
  observe(method: string, route: string, status: number, seconds: number): void;
  /** All metrics as Prometheus text. */
  render(): Promise<string>;
}

/** What to measure. */
export interface MetricsOptions {
  /** Name of the service, told by `service_info`. */
  readonly service: string;
  /** Memory, CPU, event loop and garbage collection of the process. Default true. */
  readonly process?: boolean;
  /** Upper bounds of the duration histogram, in seconds. */
  readonly buckets?: readonly number[];
}

/** From half a millisecond, where a cached read lies, to the longest answer we allow. */
const DURATION_BUCKETS_S = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

type Series = ReturnType<Histogram<'method' | 'route' | 'status'>['labels']>;

/** Creates the registry of a service, with `http_request_duration_seconds{method,route,status}`. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process ?? true) collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'service_info',
    help: 'Always 1; its label names the service.',
    labelNames: ['service'],
    registers,
  }).set({ service: options.service }, 1);
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request head to the last byte of the answer, in seconds.',
    labelNames: ['method', 'route', 'status'],
    buckets: [...(options.buckets ?? DURATION_BUCKETS_S)],
    registers,
  });
  const seriesOf = cacheSeries((method, route, status) =>
    durations.labels(method, route, String(status)),
  );
  return {
    registry,
    contentType: registry.contentType,
    observe: (method, route, status, seconds) => seriesOf(method, route, status).observe(seconds),
    render: () => registry.metrics(),
  };
}

type SeriesOf = (method: string, route: string, status: number) => Series;

/** Resolving labels costs more than counting, so each combination is resolved once. */
function cacheSeries(create: SeriesOf): SeriesOf {
  const routes = new Map<string, Map<string, Map<number, Series>>>();
  return (method, route, status) => {
    const statuses = inner(inner(routes, route), method);
    let series = statuses.get(status);
    if (series === undefined) {
      series = create(method, route, status);
      statuses.set(status, series);
    }
    return series;
  };
}

function inner<K, L, V>(outer: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let map = outer.get(key);
  if (map === undefined) {
    map = new Map();
    outer.set(key, map);
  }
  return map;
}
