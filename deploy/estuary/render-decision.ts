import { readFileSync } from 'node:fs';

const ROOT = new URL('../../services/estuary/src/', import.meta.url);

/** Where the decision about writes is written down, and the types of what is asked. */
const SOURCES = [
  'model/document.ts',
  'writes/write.ts',
  'writes/apply-patch.ts',
  'writes/decide-transactions.ts',
  'store/document-store.ts',
];

const NOTE = `// Made of services/estuary/src/{model,writes,store} by deploy/estuary/write-decision.ts, so that
// Convex decides by the rules of every other store. Do not edit: change the sources and run
// node --conditions=aquifer-source --import tsx deploy/estuary/write-decision.ts
`;

/** One file of all of them: what Convex deploys must be in its folder, where names have no dashes. */
export function renderDecision(): string {
  const parts = SOURCES.map((path) => withoutImports(readFileSync(new URL(path, ROOT), 'utf8')));
  return [NOTE, ...parts].join('\n');
}

/** The sources import from each other only, which the compiler confirms. */
const withoutImports = (source: string): string =>
  source.replaceAll(/^import [^;]*;\n/gm, '').trimStart();
