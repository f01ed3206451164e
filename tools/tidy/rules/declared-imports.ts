import { builtinModules } from 'node:module';
import { codeFiles, isTest, type Manifest, packageOf, type Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { packageNameOf, scanImports } from '../scan-imports.ts';

/**
 * A package imports only what its own package.json declares; npm's flat node_modules would let it
 * have everything. Development dependencies, and those of the repository, are for tests.
 */
export const declaredImports: Rule = {
  name: 'declared imports',
  sees: 'imports of packages',
  check(repository) {
    let seen = 0;
    const findings: Finding[] = [];
    for (const path of codeFiles(repository)) {
      const declared = declaredFor(repository, path);
      for (const { specifier, line } of scanImports(repository.texts.get(path) ?? '')) {
        const name = packageNameOf(specifier);
        if (name === undefined) continue;
        seen += 1;
        if (declared.has(name)) continue;
        const message = builtinModules.includes(specifier)
          ? `write node:${specifier}`
          : `${name} is not declared in this package's package.json`;
        findings.push({ path, line, message });
      }
    }
    return { seen, findings };
  },
};

function declaredFor(repository: Repository, path: string): Set<string> {
  const own = packageOf(repository, path);
  const root = repository.packages.find(({ folder }) => folder === '');
  const names = [own?.name ?? '', ...shipped(own?.manifest)];
  // A package without `src` is never shipped: what it holds runs in development only.
  const runsInDevelopment = isTest(path) || !path.includes('/src/');
  if (runsInDevelopment) names.push(...development(own?.manifest), ...development(root?.manifest));
  return new Set(names);
}

function shipped(manifest: Manifest = {}): string[] {
  return [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
  ];
}

function development(manifest: Manifest = {}): string[] {
  return Object.keys(manifest.devDependencies ?? {});
}
