import { pureFolders } from '../layout.ts';
import { codeFiles } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { scanImports } from '../scan-imports.ts';
import { blank, lineAt } from '../scan-regions.ts';

/** What makes a function answer differently the second time, or reach outside. */
const impure =
  /\b(Date\.now|new Date\(\s*\)|performance\.now|Math\.random|crypto\.\w+|setTimeout|setInterval|setImmediate|fetch(?=\()|process\.\w+)/g;

/** Decisions are pure functions: the same input gives the same answer, in a test as in production. */
export const purity: Rule = {
  name: 'pure folders',
  sees: 'files',
  check(repository) {
    const paths = codeFiles(repository).filter((path) => pureFolders.test(path));
    const findings = paths.flatMap((path) => {
      const source = repository.texts.get(path) ?? '';
      return [...nodeImports(path, source), ...impureCode(path, source)];
    });
    return { seen: paths.length, findings };
  },
};

function nodeImports(path: string, source: string): Finding[] {
  return scanImports(source)
    .filter(({ specifier, typeOnly }) => specifier.startsWith('node:') && !typeOnly)
    .map(({ specifier, line }) => ({ path, line, message: `a pure file imports ${specifier}` }));
}

function impureCode(path: string, source: string): Finding[] {
  return [...blank(source, ['comment', 'text']).matchAll(impure)].map((match) => ({
    path,
    line: lineAt(source, match.index),
    message: `a pure file uses ${match[0]}`,
  }));
}
