import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeWith, temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deployPath, deployText } from './support/deploy-file.ts';
import { leadsSomewhere } from './support/known-paths.ts';
import { complaintsAbout } from './support/promql.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
  readonly metrics_path: string;
}

const [group] = (
  parse(deployText('monitoring/alerts.yml')) as { groups: { name: string; rules: Rule[] }[] }
).groups;
const rules = group?.rules ?? [];
const configurations = ['monitoring/prometheus.yml', 'monitoring/prometheus.prod.yml'] as const;

describe.each(configurations)('%s', (name) => {
  const configuration = parse(deployText(name)) as {
    readonly global: object;
    readonly rule_files: readonly string[];
    readonly scrape_configs: readonly ScrapeConfig[];
  };

  it('has the intervals and the job of the guide', () => {
    expect(configuration.global).toEqual({ scrape_interval: '15s', evaluation_interval: '15s' });
    expect(configuration.scrape_configs).toHaveLength(1);
    const [scrape] = configuration.scrape_configs;
    expect(scrape).toMatchObject({ job_name: 'estuary', metrics_path: '/metrics' });
    expect(scrape?.static_configs[0]?.targets.join()).toMatch(
      /^estuary\d?:3000(,estuary\d:3000)*$/,
    );
    expect(leadsSomewhere(scrape?.metrics_path ?? '')).toBe(true);
  });

  it('reads the rules beside it', () => {
    const beside = readdirSync(deployPath('monitoring'));
    expect(configuration.rule_files.filter((file) => !beside.includes(file))).toEqual([]);
    expect(configuration.rule_files).toHaveLength(1);
  });
});

describe('monitoring/alerts.yml', () => {
  it('has the alerts of the guide, of which the one about an instance has its own name', () => {
    expect(rules.map((rule) => [rule.alert, rule.for, rule.labels.severity])).toEqual([
      ['HighErrorRate', '5m', 'warning'],
      ['HighResponseTime', '5m', 'warning'],
      ['InstanceDown', '1m', 'critical'],
      ['DatabaseDown', '1m', 'critical'],
    ]);
    for (const { annotations } of rules) {
      expect(annotations.summary).not.toBe('');
      expect(annotations.description).toMatch(/\{\{ \$(value|labels\.instance) \}\}/);
    }
  });

  it.each(rules)('asks only for metrics and labels that Estuary has: $alert', ({ expr }) => {
    expect(complaintsAbout(expr)).toEqual([]);
  });
});

await describeWith('promtool', 'the files of Prometheus as promtool reads them', (promtool) => {
  const check = (...args: readonly string[]): { code: number | null; output: string } => {
    const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: 'utf8' });
    return { code: status, output: stdout + stderr };
  };

  it.each(configurations)('are valid: %s', (name) => {
    const { code, output } = check('check', 'config', deployPath(name));
    expect([code, output]).toEqual([0, expect.stringContaining('4 rules found')]);
  });

  it('fire when, and only when, something is wrong', () => {
    const folder = temporaryDirectory();
    for (const file of [
      deployPath('monitoring/alerts.yml'),
      join(import.meta.dirname, 'alerts.promtool.yml'),
    ]) {
      copyFileSync(file, join(folder, basename(file)));
    }
    const { code, output } = check('test', 'rules', join(folder, 'alerts.promtool.yml'));
    expect([code, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
