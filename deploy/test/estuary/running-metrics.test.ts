import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopServer } from '../support/program.ts';
import { knownMetrics } from './support/known-metrics.ts';
import { startEstuary } from './support/start-estuary.ts';
import type { StartedEstuary } from './support/start-estuary.ts';

/** What Prometheus adds, and what there is only once something of the kind has happened. */
const addedByPrometheus = new Set(['up', 'job', 'instance']);

interface Sample {
  readonly name: string;
  readonly labels: readonly string[];
}

const samplesIn = (text: string): readonly Sample[] =>
  [...text.matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
  }));

describe('the metrics of a running Estuary', () => {
  let estuary: StartedEstuary;
  let text = '';
  beforeAll(async () => {
    estuary = await startEstuary(['estuary'], { AUTH_ENABLED: 'true', JWT_SECRET: 'a'.repeat(32) });
    for (const path of ['/health', '/api/v1/items', '/nowhere']) await fetch(estuary.url + path);
    text = await (await fetch(`${estuary.url}/metrics`)).text();
  });
  afterAll(async () => {
    if (estuary !== undefined) await stopServer(estuary.server);
  });

  it('are those, with the labels, that the dashboards and alerts are tested against', () => {
    const samples = samplesIn(text);
    expect(samples.length).toBeGreaterThan(50);
    const strangers = samples.filter(
      ({ name, labels }) => !labels.every((label) => knownMetrics.get(name)?.has(label)),
    );
    expect(strangers).toEqual([]);
  });

  it('are all there from the first scrape', () => {
    const heads = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name));
    const families = [...knownMetrics.keys()].map((name) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    );
    expect(families.filter((name) => !heads.has(name) && !addedByPrometheus.has(name))).toEqual([]);
  });

  it('have the labels that the guide asks for, and paths only as templates', () => {
    expect(text).toMatch(
      /^http_requests_total\{method="GET",endpoint="\/api\/v1\/items",status="401"\} 1$/m,
    );
    expect(text).toMatch(
      /^http_requests_total\{method="GET",endpoint="unknown",status="404"\} 1$/m,
    );
    expect(text).toContain('auth_failures_total{reason="missing"} 1');
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  });
});
