import { variablePrefixes } from '../layout.ts';
import type { Repository } from '../repository.ts';
import type { Finding, Rule } from '../rule.ts';
import { blank, lineAt } from '../scan-regions.ts';

/** The variables of one settings table. */
interface Table {
  readonly path: string;
  /** The names by which settings are documented. */
  readonly names: readonly string[];
  /** Further names that mean the same, kept for those who know them. */
  readonly aliases: readonly string[];
}

const mention = new RegExp(`\\b(?:${variablePrefixes.join('|')})_[A-Z0-9_]*[A-Z0-9]\\b`, 'g');

/**
 * A page or a deployment file names only variables that exist, and a variable that exists is
 * offered in the env.example of its service.
 */
export const environmentVariables: Rule = {
  name: 'environment variables',
  sees: 'variables',
  check(repository) {
    const tables = readTables(repository);
    const known = new Set([
      ...tables.flatMap(({ names, aliases }) => [...names, ...aliases]),
      ...testVariables(repository),
    ]);
    return {
      seen: tables.reduce((sum, { names }) => sum + names.length, 0),
      findings: [
        ...unknownVariables(repository, known),
        ...tables.flatMap((table) => missingFromExample(repository, table)),
      ],
    };
  },
};

function readTables(repository: Repository): Table[] {
  return [...repository.texts]
    .filter(([path]) => /^(services\/[^/]+|aquifer)\/src\/(.+\/)?[^/]*settings\.ts$/.test(path))
    .map(([path, text]) => ({ path, ...declaredVariables(blank(text, ['comment'])) }))
    .filter(({ names }) => names.length > 0);
}

/** `env: 'X'` and `aliases: ['Y', 'Z']`. */
function declaredVariables(code: string): Omit<Table, 'path'> {
  const names = [...code.matchAll(/\benv:\s*'([A-Z][A-Z0-9_]*)'/g)].map((match) => match[1] ?? '');
  const lists = [...code.matchAll(/\baliases:\s*\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  const aliases = lists.flatMap((list) => [...list.matchAll(/'([A-Z0-9_]+)'/g)]);
  return { names, aliases: aliases.map((match) => match[1] ?? '') };
}

/** Variables that only tests know, such as the addresses of test servers. */
function testVariables(repository: Repository): string[] {
  return [...repository.texts]
    .filter(([path]) => path.startsWith('kernel/testing/'))
    .flatMap(([, text]) => [...text.matchAll(mention)].map(([name]) => name));
}

function unknownVariables(repository: Repository, known: ReadonlySet<string>): Finding[] {
  return [...repository.texts]
    .filter(([path]) => isForOperators(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(mention)]
        .filter(([name]) => !known.has(name) && !known.has(name.replace(/_FILE$/, '')))
        .map((match) => ({
          path,
          line: lineAt(text, match.index),
          message: `${match[0]} is in no settings table`,
        })),
    );
}

function isForOperators(path: string): boolean {
  return path.endsWith('.md') || (path.startsWith('deploy/') && !path.endsWith('.ts'));
}

function missingFromExample(repository: Repository, { path, names }: Table): Finding[] {
  const service = /^services\/([^/]+)\//.exec(path)?.[1] ?? 'aquifer';
  const example = [...repository.texts.keys()].find(
    (file) => file.startsWith(`deploy/${service}/`) && /(^|\/)\.?env\.example$/.test(file),
  );
  // Aquifer itself is started from a clone and has no folder of its own to copy from.
  if (example === undefined) {
    return service === 'aquifer'
      ? []
      : [{ path, message: `deploy/${service}/ has no env.example` }];
  }
  const offered = repository.texts.get(example) ?? '';
  return names
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(offered))
    .map((name) => ({ path, message: `${name} is not in ${example}` }));
}
