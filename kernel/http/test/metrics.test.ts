import { register } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/index.ts';
import { rawClient } from './support/raw-client.ts';
import { startHttp } from './support/start-http.ts';

describe('metrics', () => {
  it('count requests by method, route pattern and status', async () => {
    const metrics = createMetrics({ service: 'test', process: false });
    const { url } = await startHttp(
      (app) =>
        app
          .get('/t/:id', () => 'ok')
          .post('/t/:id', (_request, reply) => reply.code(201).send('ok')),
      { metrics },
    );
    await (await fetch(`${url}/t/1`)).text();
    await (await fetch(`${url}/t/2?x=1`)).text();
    await (await fetch(`${url}/t/2`, { method: 'POST' })).text();
    await (await fetch(`${url}/nope/7`)).text();
    const text = await metrics.render();
    expect(countOf(text, 'method="GET",route="/t/:id",status="200"')).toBe('2');
    expect(countOf(text, 'method="POST",route="/t/:id",status="201"')).toBe('1');
    expect(countOf(text, 'method="GET",route="unmatched",status="404"')).toBe('1');
    expect(text).not.toContain('/nope');
  });

  it('count what never became a request', async () => {
    const metrics = createMetrics({ service: 'test', process: false });
    const { port } = await startHttp(() => undefined, { metrics });
    const client = await rawClient(port);
    client.send('NONSENSE\r\n\r\n');
    await client.closed();
    expect(countOf(await metrics.render(), 'method="none",route="unmatched",status="400"')).toBe(
      '1',
    );
  });

  it('tell the service and the process, in the text format 0.0.4', async () => {
    const metrics = createMetrics({ service: 'test' });
    const text = await metrics.render();
    expect(metrics.contentType).toContain('version=0.0.4');
    expect(text).toContain('service_info{service="test"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('of two services stay apart, and out of the process-wide registry', async () => {
    const one = createMetrics({ service: 'one', process: false });
    const two = createMetrics({ service: 'two', process: false });
    one.observe('GET', '/', 200, 0.1);
    expect(countOf(await two.render(), 'method="GET",route="/",status="200"')).toBeUndefined();
    expect(register.getMetricsAsArray()).toEqual([]);
  });
});

function countOf(text: string, labels: string): string | undefined {
  const line = text
    .split('\n')
    .find((each) => each.startsWith(`http_request_duration_seconds_count{${labels}}`));
  return line?.split(' ').at(-1);
}
