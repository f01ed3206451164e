import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readCompose } from '../support/compose-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { knownMetrics } from './support/known-metrics.ts';
import { complaintsAbout, namedInQuery } from './support/promql.ts';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const folder = 'monitoring/grafana/provisioning';
const names = readdirSync(deployPath(`${folder}/dashboards`)).filter((name) =>
  name.endsWith('.json'),
);
const dashboards = names.map(
  (name) => JSON.parse(deployText(`${folder}/dashboards/${name}`)) as Dashboard,
);
const queries = dashboards.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    panel.targets.map(({ expr, legendFormat }) => ({
      where: `${title}: ${panel.title}`,
      query: expr.replaceAll('$__rate_interval', '5m'),
      legend: [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label),
    })),
  ),
);
const titles = dashboards.flatMap(({ panels }) => panels.map(({ title }) => title));

describe('the dashboards', () => {
  it('show what the guide asks for, where Estuary can know it', () => {
    expect(titles).toEqual(
      expect.arrayContaining([
        'Request rate by endpoint',
        'Response time percentiles',
        'Error rate by status code',
        'Active connections',
        'Items per minute',
        'Database query time (p95) by operation',
        'Cache hit rate of the key sets',
        'CPU usage',
        'Memory usage',
      ]),
    );
    const percentiles = queries.filter(({ where }) => where.endsWith('percentiles'));
    expect(percentiles.map(({ query }) => /0\.\d+/.exec(query)?.[0])).toEqual([
      '0.5',
      '0.95',
      '0.99',
    ]);
  });

  it('have names and numbers of their own', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { panels } of dashboards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    }
  });

  it.each(queries)(
    'ask only for metrics and labels that Estuary has: $where',
    ({ query, legend }) => {
      expect(complaintsAbout(query)).toEqual([]);
      // What is put together by labels has only those left to tell its lines apart.
      const { grouping, selectors } = namedInQuery(query);
      const metric = selectors[0]?.metric ?? '';
      const labels = grouping.length > 0 ? new Set(grouping) : knownMetrics.get(metric);
      expect(legend.filter((label) => labels?.has(label) !== true)).toEqual([]);
    },
  );

  it('show every metric of Estuary', () => {
    const shown = new Set(
      queries.flatMap(({ query }) => namedInQuery(query).selectors.map(({ metric }) => metric)),
    );
    const ours = [...knownMetrics.keys()].filter(
      (name) => !/^(up|service_info|nodejs_.*|process_.*)$|_(sum|count)$/.test(name),
    );
    expect(ours.length).toBeGreaterThan(10);
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('the provisioning', () => {
  it('leads from the Compose files to the dashboards, and from them to Prometheus', () => {
    const { providers } = parse(deployText(`${folder}/dashboards/estuary.yml`)) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const path = providers[0]?.options.path ?? '';
    for (const file of ['docker-compose.yml', 'docker-compose.prod.yml']) {
      const compose = readCompose<{ services: { grafana: { volumes: string[] } } }>(
        deployPath(file),
      );
      const mount = compose.services.grafana.volumes.find((volume) => volume.startsWith('./'));
      const [from = '', to = ''] = mount?.split(':') ?? [];
      expect(path.startsWith(`${to}/`)).toBe(true);
      expect(existsSync(deployPath(join(from, path.slice(to.length))))).toBe(true);
    }
    const { datasources } = parse(deployText(`${folder}/datasources/prometheus.yml`)) as {
      readonly datasources: readonly object[];
    };
    expect(datasources).toEqual([
      expect.objectContaining({
        uid: 'prometheus',
        type: 'prometheus',
        url: 'http://prometheus:9090',
      }),
    ]);
    const used = dashboards.flatMap(({ panels }) => panels.map(({ datasource }) => datasource));
    for (const one of used) expect(one).toEqual({ type: 'prometheus', uid: 'prometheus' });
  });
});

await describeWith('promtool', 'the queries of the dashboards', (promtool) => {
  it('are ones that Prometheus understands', () => {
    const rules = queries.map(({ query }, index) => ({ record: `query:${index}`, expr: query }));
    const path = join(temporaryDirectory(), 'queries.yml');
    writeFileSync(path, stringify({ groups: [{ name: 'queries', rules }] }));
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', path], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`${queries.length} rules found`);
  });
});
