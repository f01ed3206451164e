import { readFileSync } from 'node:fs';
import { operatorFiles } from './deploy-file.ts';

/** The words after the program's name, of each command that a server's documents tell people to type. */
export const documentedCommands = (server: string): readonly (readonly string[])[] =>
  operatorFiles(server)
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => commandsIn(readFileSync(path, 'utf8'), server));

/** Finds `program …` in the shell blocks and code spans of a page, behind `sudo -u user` and the like. */
function commandsIn(page: string, program: string): string[][] {
  const blocks = [...page.matchAll(/^```(?:sh|bash)\n([\s\S]*?)^```/gm)].map(
    ([, block = '']) => block,
  );
  const span = new RegExp(`\`((?:[\\w./]*/|npx )?${program} [^\`\\n]+)\``, 'g');
  const spans = [...page.matchAll(span)].map(([, text = '']) => text);
  const call = new RegExp(`(?<=^|[\\s;]|\\./)${program} (?=--[a-z]|[a-z])`, 'g');
  return [...blocks.join('\n').replaceAll('\\\n', ' ').split('\n'), ...spans].flatMap((line) => {
    const last = [...line.matchAll(call)].at(-1);
    if (last === undefined) return [];
    const text = line.slice(last.index + last[0].length);
    // What is quoted is a value, and a quote without another belongs to what is around.
    const words = text.replaceAll(/'[^']*'|"[^"]*"/g, 'VALUE').replaceAll(/['"]/g, '');
    return [words.trim().split(/\s+/)];
  });
}
