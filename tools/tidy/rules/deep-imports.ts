import { posix } from 'node:path';
import { foreignPrograms } from '../layout.ts';
import { codeFiles, isTest, packageOf, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { packageNameOf, scanImports } from '../scan-imports.ts';

/**
 * Packages meet at their index: no import reaches into another package's files. Tests may read the
 * configuration at the root of the repository, and run programs that are deployed to servers of others.
 */
export const deepImports: Rule = {
  name: 'deep imports',
  sees: 'imports',
  check(repository) {
    let seen = 0;
    const findings: Finding[] = [];
    for (const path of codeFiles(repository)) {
      for (const { specifier, line } of scanImports(repository.texts.get(path) ?? '')) {
        seen += 1;
        const message = objection(repository, path, specifier);
        if (message !== undefined) findings.push({ path, line, message });
      }
    }
    return { seen, findings };
  },
};

function objection(repository: Repository, path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    const from = packageOf(repository, path);
    const to = packageOf(repository, target);
    const isForTests = to?.folder === '' || foreignPrograms.test(target);
    if (from === to || (isForTests && isTest(path))) return undefined;
    return `${specifier} reaches into ${to?.name ?? 'nowhere'}; import the package by its name`;
  }
  const name = packageNameOf(specifier);
  const isOurs = repository.packages.some((one) => one.name === name);
  return isOurs && specifier !== name ? `import ${name}, not a file inside it` : undefined;
}
