/** Durations of requests, by method, route and status. */
export interface RequestDurations {
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  /** A histogram in the Prometheus text format 0.0.4; nothing before the first request. */
  render(): string;
}

const NAME = 'http_request_duration_seconds';
const HELP = 'Time from the request head to the last byte of the answer, in seconds.';

/** Counts of one combination of labels. `counts[i]` is for durations up to bound `i`, the last for longer ones. */
interface Series {
  readonly labels: string;
  readonly counts: Float64Array;
  sum: number;
}

type Statuses = Map<number, Series>;
type Methods = Map<string, Statuses>;

/**
 * Counts durations into buckets (`bounds`, in seconds, ascending). Not prom-client's Histogram: that
 * builds and hashes the labels for every observation, 2 µs of a request that takes 20; here a series
 * is found by three lookups.
 */
export function createRequestDurations(bounds: readonly number[]): RequestDurations {
  const routes = new Map<string, Methods>();
  return {
    observe(method, route, status, seconds) {
      const series =
        routes.get(route)?.get(method)?.get(status) ??
        addSeries(routes, bounds, method, route, status);
      let bucket = 0;
      while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
      series.sum += seconds;
    },
    render() {
      const lines: string[] = [];
      for (const methods of routes.values()) {
        for (const statuses of methods.values()) {
          for (const series of statuses.values()) lines.push(...renderSeries(series, bounds));
        }
      }
      if (lines.length === 0) return '';
      return `# HELP ${NAME} ${HELP}\n# TYPE ${NAME} histogram\n${lines.join('')}`;
    },
  };
}

function addSeries(
  routes: Map<string, Methods>,
  bounds: readonly number[],
  method: string,
  route: string,
  status: number,
): Series {
  const methods: Methods = routes.get(route) ?? new Map();
  const statuses: Statuses = methods.get(method) ?? new Map();
  const labels = `method="${escape(method)}",route="${escape(route)}",status="${status}"`;
  const series = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
  routes.set(route, methods.set(method, statuses.set(status, series)));
  return series;
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Buckets of the text format are cumulative. */
function renderSeries({ labels, counts, sum }: Series, bounds: readonly number[]): string[] {
  let count = 0;
  const lines = Array.from(counts, (inBucket, index) => {
    count += inBucket;
    return `${NAME}_bucket{le="${bounds[index] ?? '+Inf'}",${labels}} ${count}\n`;
  });
  lines.push(`${NAME}_sum{${labels}} ${sum}\n`, `${NAME}_count{${labels}} ${count}\n`);
  return lines;
}
