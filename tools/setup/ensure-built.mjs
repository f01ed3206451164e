import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRepository } from './paths.mjs';
import { runStep } from './run-step.mjs';
import { isBuilt, sourceStamp } from './source-stamp.mjs';

const stampFile = inRepository('node_modules', '.cache', 'aquifer', 'build-stamp');

/**
 * Compiles the packages if a source has changed since they were last compiled.
 * @returns {Promise<number>} the exit code of the compiler, 0 when there was nothing to do
 */
export async function ensureBuilt() {
  const stamp = sourceStamp(inRepository());
  if (isBuilt(inRepository()) && readStamp() === stamp) return 0;
  const code = await runStep('Building', process.execPath, compiler('-b', 'tsconfig.build.json'));
  if (code === 0) {
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  }
  return code;
}

/** Arguments for Node that run the TypeScript compiler. @param {string[]} args */
export function compiler(...args) {
  return [inRepository('node_modules', 'typescript', 'bin', 'tsc'), ...args];
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
