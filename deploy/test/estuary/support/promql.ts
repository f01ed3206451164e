import { knownMetrics } from './known-metrics.ts';
import { knownPaths } from './known-paths.ts';

/** What a query of Prometheus names. */
export interface NamedInQuery {
  /** Metrics with the labels that are asked of them. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** Labels that results are put together by. */
  readonly grouping: readonly string[];
}

const keywords: ReadonlySet<string> = new Set(['unless', 'and', 'or', 'bool', 'offset']);

/** Finds the names in a query. Whether it is one is for promtool to say. */
export function namedInQuery(query: string): NamedInQuery {
  const groups = [...query.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)];
  const bare = query
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
    .replaceAll(/\[[^\]]*\]/g, '');
  const selectors = [...bare.matchAll(/\b([a-z_]\w*)\b(?!\s*\()(?:\{((?:"[^"]*"|[^"}])*)\})?/g)]
    .map(([, metric = '', matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label),
    }))
    .filter(({ metric }) => !keywords.has(metric));
  return {
    selectors,
    grouping: groups.flatMap(([, labels = '']) => labels.split(',').map((label) => label.trim())),
  };
}

/** What a query names that Estuary does not have: metrics, labels, and paths as values of `endpoint`. */
export function complaintsAbout(query: string): readonly string[] {
  const { selectors, grouping } = namedInQuery(query);
  if (selectors.length === 0) return ['it names no metric'];
  const labelsOf = selectors.map(({ metric }) => knownMetrics.get(metric) ?? new Set<string>());
  const endpoints = [...query.matchAll(/endpoint\s*(?:!=|=)\s*"([^"]*)"/g)];
  return [
    ...selectors
      .filter(({ metric }) => !knownMetrics.has(metric))
      .map(({ metric }) => `there is no metric ${metric}`),
    ...selectors.flatMap(({ metric, labels }) =>
      labels
        .filter((label) => knownMetrics.get(metric)?.has(label) === false)
        .map((label) => `${metric} has no label ${label}`),
    ),
    ...grouping
      .filter((label) => !labelsOf.some((labels) => labels.has(label)))
      .map((label) => `no metric of it has the label ${label}`),
    ...endpoints
      .filter(([, path = '']) => !knownPaths.has(path))
      .map(([, path]) => `there is no path ${path}`),
  ];
}
