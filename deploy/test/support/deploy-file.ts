import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const repositoryRoot: string = resolve(import.meta.dirname, '../../..');

/** The files that operators of one server copy. */
export interface DeployFolder {
  /** Absolute path of a file. */
  readonly path: (name: string) => string;
  /** Its text. */
  readonly text: (name: string) => string;
}

export function deployFolder(server: string): DeployFolder {
  const path = (name: string): string => resolve(repositoryRoot, 'deploy', server, name);
  return { path, text: (name) => readFileSync(path(name), 'utf8') };
}

/** Absolute paths of everything that operators of a server copy or read. */
export function operatorFiles(server: string): readonly string[] {
  return [deployFolder(server).path('.'), join(repositoryRoot, 'docs', server)].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

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
