/** Durations of requests, by method, route and status. */
export interface RequestDurations {
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  /** The families in the Prometheus text format 0.0.4, with their heads from the first time on. */
  render(): string;
}

/** How requests are counted, in the words of a service. */
export interface RequestMetricNames {
  /** Label of the route. Default `route`. */
  readonly route?: string;
  /** Name of a counter of requests beside the histogram. Default none, as the histogram counts too. */
  readonly counter?: string;
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
export function createRequestDurations(
  bounds: readonly number[],
  { route: routeLabel = 'route', counter }: RequestMetricNames = {},
): RequestDurations {
  const routes = new Map<string, Methods>();
  const all: Series[] = [];
  const add = (method: string, route: string, status: number): Series => {
    const methods: Methods = routes.get(route) ?? new Map();
    const statuses: Statuses = methods.get(method) ?? new Map();
    const labels = `method="${escape(method)}",${routeLabel}="${escape(route)}",status="${status}"`;
    const series = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
    routes.set(route, methods.set(method, statuses.set(status, series)));
    all.push(series);
    return series;
  };
  return {
    observe(method, route, status, seconds) {
      const series = routes.get(route)?.get(method)?.get(status) ?? add(method, route, status);
      let bucket = 0;
      while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
      series.sum += seconds;
    },
    render() {
      const durations = all.flatMap((series) => renderSeries(series, bounds));
      const histogram = `# HELP ${NAME} ${HELP}\n# TYPE ${NAME} histogram\n${durations.join('')}`;
      return counter === undefined ? histogram : `${histogram}${renderCounter(counter, all)}`;
    },
  };
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

function renderCounter(name: string, all: readonly Series[]): string {
  const lines = all.map(({ labels, counts }) => {
    const count = counts.reduce((sum, inBucket) => sum + inBucket, 0);
    return `${name}{${labels}} ${count}\n`;
  });
  return `# HELP ${name} Requests answered.\n# TYPE ${name} counter\n${lines.join('')}`;
}
