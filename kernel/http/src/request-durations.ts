import { createCounts } from './counts.ts';
import { createDurations } from './durations.ts';

/** Durations of requests, by method, route and status. */
export interface RequestDurations {
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  /** The families in the Prometheus text format 0.0.4. */
  render(): string;
}

/** How requests are counted, in the words of a service. */
export interface RequestMetricNames {
  /** Label of the route. Default `route`. */
  readonly route?: string;
  /** Name of a counter of requests beside the histogram. Default none, as the histogram counts too. */
  readonly counter?: string;
}

/** Counts durations into buckets (`bounds`, in seconds, ascending). */
export function createRequestDurations(
  bounds: readonly number[],
  { route: routeLabel = 'route', counter }: RequestMetricNames = {},
): RequestDurations {
  const labels = ['method', routeLabel, 'status'];
  const durations = createDurations({
    name: 'http_request_duration_seconds',
    help: 'Time from the request head to the last byte of the answer, in seconds.',
    labels,
    bounds,
  });
  const counts =
    counter === undefined
      ? undefined
      : createCounts({ name: counter, help: 'Requests answered.', labels });
  return {
    observe(method, route, status, seconds) {
      const values = [method, route, status];
      durations.observe(values, seconds);
      counts?.add(values);
    },
    render: () => durations.render() + (counts?.render() ?? ''),
  };
}
