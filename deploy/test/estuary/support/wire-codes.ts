import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { repositoryRoot } from '../../support/deploy-file.ts';

const catalogue = readFileSync(resolve(repositoryRoot, 'services/estuary/src/faults.ts'), 'utf8');

/** Codes of errors on the wire, as the catalogue of faults writes them. */
export const wireCodes: ReadonlySet<string> = new Set(
  [...catalogue.matchAll(/\[\s*\d{3},\s*'([A-Z_]+)'/g)].map(([, code = '']) => code),
);
