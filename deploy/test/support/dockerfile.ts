import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';
import { repositoryRoot } from './deploy-file.ts';

export interface Instruction {
  readonly keyword: string;
  /** All that follows the keyword, on one line. */
  readonly rest: string;
}

/** A Dockerfile, read. */
export interface Dockerfile {
  readonly text: string;
  /** In order. */
  readonly instructions: readonly Instruction[];
  /** What follows each instruction of a name. */
  all(keyword: string): readonly string[];
  /** What follows the last instruction of a name: the one that counts in the final image. */
  last(keyword: string): string;
  /** Instructions after the last FROM. */
  readonly finalStage: readonly Instruction[];
  /** The words that the image starts. */
  readonly argv: readonly string[];
}

export function readDockerfile(path: string): Dockerfile {
  const text = readFileSync(path, 'utf8');
  const instructions = DockerfileParser.parse(text)
    .getInstructions()
    .map((one) => {
      const { start, end } = one.getRange();
      const lines = text.split('\n').slice(start.line, end.line + 1);
      const line = lines.join('\n').replaceAll(/\s*\\\n\s*/g, ' ');
      return { keyword: one.getKeyword(), rest: line.slice(one.getKeyword().length).trim() };
    });
  const all = (keyword: string): string[] =>
    instructions.filter((one) => one.keyword === keyword).map(({ rest }) => rest);
  const last = (keyword: string): string => all(keyword).at(-1) ?? '';
  const words = (keyword: string): string[] => JSON.parse(last(keyword) || '[]') as string[];
  return {
    text,
    instructions,
    all,
    last,
    finalStage: instructions.slice(instructions.findLastIndex((one) => one.keyword === 'FROM')),
    argv: [...words('ENTRYPOINT'), ...words('CMD')],
  };
}

/** Images from outside that a Dockerfile starts from. */
export function imagesOf(path: string): readonly string[] {
  const stages = DockerfileParser.parse(readFileSync(path, 'utf8')).getFROMs();
  const names = new Set(stages.map((from) => from.getBuildStage()));
  return stages.map((from) => from.getImage() ?? '').filter((image) => !names.has(image));
}

/**
 * Where dockerfilelint is mistaken: it takes a stage of the same file for an image without a tag, and
 * reads the name of an option up to its first hyphen.
 */
const mistaken = /^FROM manifests |^HEALTHCHECK .*--start-period=/;

/** What dockerfilelint objects to. */
export function dockerfileProblems(path: string): readonly unknown[] {
  const linter = fileURLToPath(import.meta.resolve('dockerfilelint/bin/dockerfilelint'));
  const { stdout } = spawnSync(process.execPath, [linter, '-o', 'json', path], {
    encoding: 'utf8',
  });
  const { files } = JSON.parse(stdout) as { files: { issues: { content: string }[] }[] };
  if (files.length !== 1) throw new Error(`dockerfilelint has read ${files.length} files`);
  return files.flatMap(({ issues }) => issues.filter(({ content }) => !mistaken.test(content)));
}

/** Folders of a workspace and of the workspaces it depends on when it runs. */
export function workspacesOf(folder: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies = {} } = manifestOf(folder);
  for (const name of Object.keys(dependencies)) {
    const dependency = workspaces().find((one) => manifestOf(one).name === name);
    if (dependency !== undefined) workspacesOf(dependency, found);
  }
  return found;
}

const workspaces = (): string[] =>
  ['kernel', 'data', 'clients', 'services']
    .filter((group) => existsSync(resolve(repositoryRoot, group)))
    .flatMap((group) =>
      readdirSync(resolve(repositoryRoot, group)).map((name) => `${group}/${name}`),
    );

function manifestOf(folder: string): { name?: string; dependencies?: Record<string, string> } {
  const path = resolve(repositoryRoot, folder, 'package.json');
  if (!existsSync(path)) return {};
  return JSON.parse(readFileSync(path, 'utf8')) as { name: string };
}
