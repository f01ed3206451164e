import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from '../support/documented-commands.ts';
import { messageDbProgram } from './support/run-messagedb.ts';

const commands = documentedCommands('messagedb').map((words) => words.join(' '));
const helps = new Map<string, string>();

describe('the commands that the documents tell people to type', () => {
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands).toContain('serve');
    expect(commands).toContain('serve --help');
  });

  it.each([...new Set(commands)])('exist: %s', { timeout: 60_000 }, (text) => {
    const words = text.split(' ');
    const command = words[0]?.startsWith('-') === true ? 'serve' : (words[0] ?? '');
    const help = helpOf(command);
    const flags = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]);
    for (const flag of flags) expect(help).toMatch(new RegExp(`${flag}(?![\\w-])`));
  });
});

/** What `messagedb <command> --help` prints; throws when there is no such command. */
function helpOf(command: string): string {
  const known = helps.get(command);
  if (known !== undefined) return known;
  const folder = temporaryDirectory();
  const options = { env: { HOME: folder }, cwd: folder };
  const argv = /^(help|version)$/.test(command)
    ? ['messagedb', command]
    : ['messagedb', command, '--help'];
  const { code, stdout, stderr } = messageDbProgram.run(argv, options);
  if (code !== 0) throw new Error(`messagedb ${command}: ${stderr}`);
  // An unknown command with --help prints the help of the program.
  if (!stdout.startsWith(`Usage: messagedb ${command} `) && argv.includes('--help')) {
    throw new Error(`there is no command ${command}`);
  }
  helps.set(command, stdout);
  return stdout;
}
