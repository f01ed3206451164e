import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from '../support/documented-commands.ts';
import { estuaryProgram } from './support/run-estuary.ts';

const commands = [...new Set(documentedCommands('estuary').map((words) => words.join(' ')))];

const run = (...words: readonly string[]): { code: number | null; stdout: string } => {
  const folder = temporaryDirectory();
  return estuaryProgram.run(['estuary', ...words], { env: { HOME: folder }, cwd: folder });
};

describe('the commands that the documents tell people to type', () => {
  it('are all there are', { timeout: 60_000 }, () => {
    const { code, stdout } = run('--help');
    expect(code).toBe(0);
    const [, list = ''] = stdout.split('Commands:\n');
    const known = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(known).toEqual(expect.arrayContaining(['serve', 'check-config', 'healthcheck']));
    const documented = new Set(commands.map((text) => text.split(' ')[0] ?? ''));
    expect(known.filter((name) => name !== 'help' && !documented.has(name))).toEqual([]);
  });

  it.each(commands)('exist: %s', { timeout: 60_000 }, (text) => {
    const [command = ''] = text.split(' ');
    const isFlag = command.startsWith('-');
    const { code, stdout } = isFlag ? run(command) : run(command, '--help');
    expect(code).toBe(0);
    // An unknown command with --help prints the help of the program.
    if (!isFlag) expect(stdout).toMatch(new RegExp(`^Usage: estuary ${command} `));
  });
});
