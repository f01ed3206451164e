import { foreignPrograms, processExempt, processOwner } from '../layout.ts';
import { codeFiles } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { blank, lineAt } from '../scan-regions.ts';

const access =
  /\bprocess\s*\.\s*(env|argv|on|once|off|addListener|removeListener|exit|exitCode|abort)\b/g;

/**
 * The environment, the arguments, the signals and the exit belong to one file, so that a service
 * runs alone, beside others, and in a test, without knowing which.
 */
export const processAccess: Rule = {
  name: 'process access',
  sees: 'files',
  check(repository) {
    const paths = codeFiles(repository).filter(
      (path) => path !== processOwner && !processExempt.test(path) && !foreignPrograms.test(path),
    );
    const findings = paths.flatMap((path) => {
      const source = repository.texts.get(path) ?? '';
      return [...blank(source, ['comment', 'text']).matchAll(access)].map((match): Finding => ({
        path,
        line: lineAt(source, match.index),
        message: `process.${match[1]} belongs to ${processOwner}`,
      }));
    });
    return { seen: paths.length, findings };
  },
};
