import { describe, expect, it } from 'vitest';
import { createRequestDurations } from '../src/request-durations.ts';

describe('request durations', () => {
  it('are rendered as one cumulative histogram per combination of labels', () => {
    const durations = createRequestDurations([0.1, 1]);
    durations.observe('GET', '/a', 200, 0.1);
    durations.observe('GET', '/a', 200, 0.5);
    durations.observe('GET', '/a', 200, 2);
    durations.observe('PUT', '/a', 404, 1);
    expect(durations.render()).toBe(
      [
        '# HELP http_request_duration_seconds Time from the request head to the last byte of the answer, in seconds.',
        '# TYPE http_request_duration_seconds histogram',
        'http_request_duration_seconds_bucket{le="0.1",method="GET",route="/a",status="200"} 1',
        'http_request_duration_seconds_bucket{le="1",method="GET",route="/a",status="200"} 2',
        'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/a",status="200"} 3',
        'http_request_duration_seconds_sum{method="GET",route="/a",status="200"} 2.6',
        'http_request_duration_seconds_count{method="GET",route="/a",status="200"} 3',
        'http_request_duration_seconds_bucket{le="0.1",method="PUT",route="/a",status="404"} 0',
        'http_request_duration_seconds_bucket{le="1",method="PUT",route="/a",status="404"} 1',
        'http_request_duration_seconds_bucket{le="+Inf",method="PUT",route="/a",status="404"} 1',
        'http_request_duration_seconds_sum{method="PUT",route="/a",status="404"} 1',
        'http_request_duration_seconds_count{method="PUT",route="/a",status="404"} 1',
        '',
      ].join('\n'),
    );
  });

  it('render the head of their family before the first request, so that dashboards find it', () => {
    expect(createRequestDurations([1]).render()).toMatch(
      /^# HELP http_request_duration_seconds .+\n# TYPE http_request_duration_seconds histogram\n$/,
    );
  });

  it('count requests beside, and call the route as the service does', () => {
    const durations = createRequestDurations([1], {
      route: 'endpoint',
      counter: 'http_requests_total',
    });
    durations.observe('GET', '/x', 200, 0.5);
    durations.observe('GET', '/x', 200, 2);
    const text = durations.render();
    expect(text).toContain('# TYPE http_requests_total counter\n');
    expect(text).toContain('http_requests_total{method="GET",endpoint="/x",status="200"} 2\n');
    expect(text).toContain('_bucket{le="1",method="GET",endpoint="/x",status="200"} 1\n');
  });

  it('escape what a route may contain', () => {
    const durations = createRequestDurations([]);
    durations.observe('GET', '/:a(\\d+)"\n', 200, 1);
    expect(durations.render()).toContain('route="/:a(\\\\d+)\\"\\n"');
  });
});
