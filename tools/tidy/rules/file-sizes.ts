import { exportedNamesWarn, fileLines } from '../layout.ts';
import { codeFiles, isTest } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { blank } from '../scan-regions.ts';

/** Size is a tripwire for a talk: a long file holds two ideas. Functions are the linter's part. */
export const fileSizes: Rule = {
  name: 'file sizes',
  sees: 'files',
  check(repository) {
    const paths = codeFiles(repository);
    const findings = paths.flatMap((path) => {
      const source = repository.texts.get(path) ?? '';
      return [...tooLong(path, source), ...tooManyExports(path, source)];
    });
    return { seen: paths.length, findings };
  },
};

function tooLong(path: string, source: string): Finding[] {
  const lines = source.split('\n').length - 1;
  // A test is a list of cases, which may be long without being hard to read.
  if (lines > fileLines.fail && !isTest(path)) {
    return [{ path, message: `${lines} lines; the end is ${fileLines.fail}` }];
  }
  const limit = isTest(path) ? fileLines.fail : fileLines.warn;
  return lines > limit ? [{ path, message: `${lines} lines`, severity: 'warning' }] : [];
}

function tooManyExports(path: string, source: string): Finding[] {
  if (!path.endsWith('src/index.ts')) return [];
  const names = [...blank(source, ['comment']).matchAll(/\bexport\s*\{([^}]*)\}/g)]
    .flatMap((match) => (match[1] ?? '').split(','))
    .filter((name) => name.trim() !== '' && !name.trim().startsWith('type '));
  return names.length > exportedNamesWarn
    ? [{ path, message: `exports ${names.length} values`, severity: 'warning' }]
    : [];
}
