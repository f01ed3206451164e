import type { Metrics } from '@aquifer/http';

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/** Metrics in the guide's words: templates of paths, `unknown` for the rest, and methods of a fixed set (contract §15). */
export function endpointMetrics(metrics: Metrics): Metrics {
  const endpoints = new Map<string, string>([['unmatched', 'unknown']]);
  const endpointOf = (route: string): string => {
    const known = endpoints.get(route);
    if (known !== undefined) return known;
    const made = templateOf(route);
    endpoints.set(route, made);
    return made;
  };
  return {
    ...metrics,
    observe: (method, route, status, seconds) =>
      metrics.observe(METHODS.has(method) ? method : 'OTHER', endpointOf(route), status, seconds),
  };
}

/** `/items/:id` as OpenAPI writes it: `/items/{id}`. */
export const templateOf = (route: string): string => route.replaceAll(/:(\w+)/g, '{$1}');
