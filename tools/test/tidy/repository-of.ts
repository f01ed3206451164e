import { makeRepository, type Repository } from '../../tidy/repository.ts';
import type { Finding, Rule } from '../../tidy/rule.ts';

/** A repository of these files and nothing else. */
export function repositoryOf(files: Readonly<Record<string, string | object>>): Repository {
  const texts = Object.entries(files).map(([path, content]): [string, string] => [
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  return makeRepository(new Map(texts));
}

/** What a rule objects to in these files, as `path:line message`. */
export function objections(
  rule: Rule,
  files: Readonly<Record<string, string | object>>,
): readonly string[] {
  return rule
    .check(repositoryOf(files))
    .findings.map(
      ({ path, line, message }: Finding) =>
        `${path}${line === undefined ? '' : `:${line}`} ${message}`,
    );
}

/** How many things a rule looks at in these files. */
export function seenBy(rule: Rule, files: Readonly<Record<string, string | object>>): number {
  return rule.check(repositoryOf(files)).seen;
}
