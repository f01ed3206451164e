import type { Repository } from './repository.ts';
import type { Finding, Rule } from './rule.ts';

/** What a run of all rules has to say. */
export interface Report {
  /** Lines for a terminal: every finding, then one line a rule. */
  readonly lines: readonly string[];
  readonly passed: boolean;
}

/** Runs the rules. A rule that saw nothing fails: it guards something that it no longer finds. */
export function runRules(repository: Repository, rules: readonly Rule[]): Report {
  const details: string[] = [];
  const summary: string[] = [];
  let passed = true;
  for (const rule of rules) {
    const { seen, findings } = rule.check(repository);
    const errors = findings.filter(({ severity }) => severity !== 'warning').length;
    details.push(...findings.map((finding) => describe(rule, finding)));
    if (errors > 0 || seen === 0) passed = false;
    summary.push(summarise(rule, seen, errors, findings.length - errors));
  }
  return { lines: [...details, ...summary], passed };
}

function describe(rule: Rule, { path, line, message, severity }: Finding): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}  ${severity === 'warning' ? 'warning: ' : ''}${message}  (${rule.name})`;
}

function summarise(rule: Rule, seen: number, errors: number, warnings: number): string {
  const verdict = errors > 0 || seen === 0 ? 'FAILED' : 'ok';
  const counts = [
    seen === 0 ? `saw no ${rule.sees}` : `${seen} ${rule.sees}`,
    ...(errors > 0 ? [`${errors} wrong`] : []),
    ...(warnings > 0 ? [`${warnings} to talk about`] : []),
  ];
  return `${verdict.padEnd(7)}${rule.name}: ${counts.join(', ')}`;
}
