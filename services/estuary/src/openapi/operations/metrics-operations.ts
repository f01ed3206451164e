import type { Operation } from '../operation.ts';

const text = `# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{method="GET",endpoint="/api/v1/items",status="200"} 7
`;

/** For Prometheus (contract §15). */
export const metricsOperations: Readonly<Record<string, Operation>> = {
  getMetrics: {
    tag: 'metrics',
    answers: {
      200: {
        description: 'All metrics, in the text format of Prometheus.',
        content: { 'text/plain': { schema: { type: 'string' }, examples: { example: text } } },
      },
    },
    faults: [],
    access: 'scrape',
  },
};
