import { readFileSync } from 'node:fs';
import { made } from './reference-page.ts';

const sources = new URL('../../services/estuary/src/', import.meta.url);

/** Where the decision about writes is written down. */
const decision = [
  'model/document.ts',
  'writes/write.ts',
  'writes/apply-patch.ts',
  'writes/decide-transactions.ts',
];
/** Where types of what is asked are, and the passage that has them. */
const port = 'store/document-store.ts';
const questions = /^\/\*\* Which documents .*^\/\*\* Which changes /ms;

/**
 * Our rules for writes as one file of the functions that operators deploy to Convex, so that it decides
 * as every other store does. One file, since its names of modules have no dashes, and since what is
 * deployed has to be in one folder.
 */
export function convexDecision(): string {
  const note = `// The rules of services/estuary/src/{model,writes,store}, ${made.replaceAll('`', '')}: change them there.\n`;
  const [asked] = questions.exec(sourceOf(port)) ?? [];
  if (asked === undefined) throw new Error(`${port} does not have what functions are asked for`);
  const types = asked.slice(0, asked.lastIndexOf('/**')).trimEnd();
  return `${[note, ...decision.map(sourceOf), types].join('\n')}\n`;
}

const sourceOf = (path: string): string =>
  withoutImports(readFileSync(new URL(path, sources), 'utf8'));

/** The sources import from each other only, which the compiler confirms. */
const withoutImports = (source: string): string =>
  source.replaceAll(/^import [^;]*;\n/gm, '').trimStart();
