import { directions, forbiddenModules, testDirections, testingPackage } from '../layout.ts';
import { codeFiles, isTest, type Package, packageOf, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { packageNameOf, scanImports } from '../scan-imports.ts';

/** Packages lean on each other only in the direction of the layout. */
export const packageEdges: Rule = {
  name: 'package edges',
  sees: 'imports between packages',
  check(repository) {
    let seen = 0;
    const findings: Finding[] = [];
    for (const path of codeFiles(repository)) {
      const from = packageOf(repository, path);
      for (const { specifier, line } of scanImports(repository.texts.get(path) ?? '')) {
        const to = ours(repository, specifier);
        if (to !== undefined) seen += 1;
        const message = objection(path, specifier, from, to);
        if (message !== undefined) findings.push({ path, line, message });
      }
    }
    return { seen, findings };
  },
};

function objection(
  path: string,
  specifier: string,
  from: Package | undefined,
  to: Package | undefined,
): string | undefined {
  const forbidden = forbiddenModules.find(({ within }) => within.test(path));
  if (forbidden?.modules.test(specifier)) return `${specifier} must not be imported here`;
  if (from === undefined || to === undefined || from === to) return undefined;
  if (to.name === testingPackage) {
    return isTest(path) ? undefined : `${testingPackage} is for tests only`;
  }
  const group = groupOf(from);
  const inTests = isTest(path) ? (testDirections[group] ?? []) : [];
  const allowed = [...(directions[group] ?? []), ...inTests];
  return allowed.includes(groupOf(to))
    ? undefined
    : `${from.name} (${group}) must not import ${to.name} (${groupOf(to)})`;
}

function ours(repository: Repository, specifier: string): Package | undefined {
  const name = packageNameOf(specifier);
  return repository.packages.find((one) => one.name === name);
}

function groupOf({ folder }: Package): string {
  return folder.split('/')[0] ?? '';
}
