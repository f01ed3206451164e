import { readFileSync } from 'node:fs';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';

/** A Compose file as data. */
export const readCompose = <Shape>(path: string): Shape =>
  parse(readFileSync(path, 'utf8')) as Shape;

/** What dclint objects to in a Compose file, its schema included, apart from rules that are off. */
export function composeProblems(path: string, off: readonly string[] = []): readonly unknown[] {
  const linter = new DCLinter({
    // The guides publish the port on every interface; the files say how not to.
    rules: {
      'no-unbound-port-interfaces': 0,
      ...Object.fromEntries(off.map((rule) => [rule, 0])),
    },
    exclude: [],
    debug: false,
    quiet: false,
    stopOnFirstError: false,
  });
  const results = linter.lintFiles([path], false);
  if (results.length !== 1) throw new Error(`dclint has read ${results.length} files`);
  return results.flatMap((result: { messages: unknown[] }) => result.messages);
}
