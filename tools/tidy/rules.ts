import type { Rule } from './rule.ts';
import { declaredImports } from './rules/declared-imports.ts';
import { deepImports } from './rules/deep-imports.ts';
import { describedPackages } from './rules/described-packages.ts';
import { environmentVariables } from './rules/environment-variables.ts';
import { fileNames } from './rules/file-names.ts';
import { fileSizes } from './rules/file-sizes.ts';
import { importCycles } from './rules/import-cycles.ts';
import { lockfile } from './rules/lockfile.ts';
import { machineTraces } from './rules/machine-traces.ts';
import { manifests } from './rules/manifests.ts';
import { markdownLinks } from './rules/markdown-links.ts';
import { packageEdges } from './rules/package-edges.ts';
import { processAccess } from './rules/process-access.ts';
import { productWordsInKernel } from './rules/product-words.ts';
import { purity } from './rules/pure-folders.ts';
import { unfinished } from './rules/unfinished.ts';

/** Every rule of the house, in the order they are reported. */
export const rules: readonly Rule[] = [
  packageEdges,
  declaredImports,
  deepImports,
  importCycles,
  productWordsInKernel,
  processAccess,
  purity,
  fileNames,
  fileSizes,
  unfinished,
  manifests,
  lockfile,
  machineTraces,
  environmentVariables,
  markdownLinks,
  describedPackages,
];
