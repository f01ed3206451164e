import { describe, expect, it } from 'vitest';
import type { Finding, Rule } from '../../tidy/rule.ts';
import { runRules } from '../../tidy/run-rules.ts';
import { repositoryOf } from './repository-of.ts';

function rule(seen: number, ...findings: Finding[]): Rule {
  return { name: 'some rule', sees: 'things', check: () => ({ seen, findings }) };
}

const run = (...rules: Rule[]) => runRules(repositoryOf({}), rules);

describe('running the rules', () => {
  it('passes when every rule saw something and objects to nothing', () => {
    expect(run(rule(3))).toEqual({ lines: ['ok     some rule: 3 things'], passed: true });
  });

  it('fails when one rule objects, and says where', () => {
    const report = run(rule(3), rule(3, { path: 'a.ts', line: 7, message: 'is wrong' }));
    expect(report.passed).toBe(false);
    expect(report.lines[0]).toBe('a.ts:7  is wrong  (some rule)');
    expect(report.lines.at(-1)).toBe('FAILED some rule: 3 things, 1 wrong');
  });

  it('fails when a rule saw nothing', () => {
    const report = run(rule(0));
    expect(report).toEqual({ lines: ['FAILED some rule: saw no things'], passed: false });
  });

  it('shows a warning and passes', () => {
    const report = run(rule(1, { path: 'a.ts', message: 'is long', severity: 'warning' }));
    expect(report.passed).toBe(true);
    expect(report.lines).toContain('a.ts  warning: is long  (some rule)');
  });
});
