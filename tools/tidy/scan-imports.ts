import { blank, lineAt } from './scan-regions.ts';

/** One place where a file asks for a module. */
export interface Import {
  /** As written, such as `./plan.ts` or `@aquifer/http`. */
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
  /** Whether the compiler removes it: `import type` and `export type`. */
  readonly typeOnly: boolean;
}

/**
 * The shapes of an import, over source whose strings are blanked, so that nothing inside a string
 * is taken for one. Each ends with the opening quote of the specifier.
 */
const shapes: readonly RegExp[] = [
  /\b(?:import|export)\s+(?<type>type\s+)?[\w$*\s{},]+?\bfrom\s*['"]/g,
  /\bimport\s*['"]/g,
  /\bimport\s*\(\s*['"]/g,
  /\b(?:require|require\.resolve|import\.meta\.resolve)\s*\(\s*['"]/g,
];

/** Finds every import, re-export, dynamic import and require that names its module literally. */
export function scanImports(source: string): Import[] {
  const code = blank(source, ['comment', 'text']);
  const found = new Map<number, Import>();
  for (const shape of shapes) {
    for (const match of code.matchAll(shape)) {
      const start = match.index + match[0].length;
      const quote = code[start - 1] ?? '';
      found.set(start, {
        specifier: source.slice(start, code.indexOf(quote, start)),
        line: lineAt(source, start),
        typeOnly: match.groups?.['type'] !== undefined,
      });
    }
  }
  return [...found.entries()].toSorted(([a], [b]) => a - b).map(([, found]) => found);
}

/** The package a specifier belongs to (`@a/b` of `@a/b/c`); nothing for a path or a Node module. */
export function packageNameOf(specifier: string): string | undefined {
  if (/^(\.|\/|#|node:|file:|data:)/.test(specifier)) return undefined;
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
