import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The root of the repository. */
export const repositoryRoot: string = resolve(import.meta.dirname, '../../..');

/** Absolute path of a file that operators copy. */
export const deployPath = (name: string): string => resolve(repositoryRoot, 'deploy/faucet', name);

/** Its text. */
export const deployText = (name: string): string => readFileSync(deployPath(name), 'utf8');

/** A text with one passage in place of another, which must be there: else the test means nothing. */
export function withReplaced(
  text: string,
  changes: readonly (readonly [string, string])[],
): string {
  return changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`there is no ${JSON.stringify(from)} to replace`);
    return before.replaceAll(from, to);
  }, text);
}
