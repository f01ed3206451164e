import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { documentedCommands } from '../support/documented-commands.ts';
import { faucetProgram } from './support/run-faucet.ts';

/** Flags that every command takes. */
const globalFlags = ['--config', '--data-dir'];

/** The names that may follow each command, as its script for shells completes them. */
const completions = readCompletions();

const commands = documentedCommands('faucet');

describe('the commands that the documents tell people to type', () => {
  it('are found', () => {
    const found = commands.map((command) => command.join(' '));
    expect(found.length).toBeGreaterThan(25);
    expect(found).toContain('serve');
    expect(found).toContain('db test shop');
    expect(found).toContain('--data-dir /var/lib/faucet admin create --email you@example.com');
  });

  it.each([...new Set(commands.map((command) => command.join(' ')))])('exist: %s', (text) => {
    const words = text.split(' ');
    // Without the values of flags.
    const names = words.filter(
      (word, index) => /^[a-z]+$/.test(word) && words[index - 1]?.startsWith('--') !== true,
    );
    const flags = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0]);
    const [group = '', command = ''] = names;
    const path = completions.has(`${group} ${command}`) ? `${group} ${command}` : group;
    expect([...completions.keys()]).toContain(path);
    // A group alone does nothing: what follows it has to be one of its commands.
    const hasCommands = completions.get(path)?.some((word) => !word.startsWith('--'));
    expect(hasCommands, `${path} needs a command`).toBe(false);
    expect([...(completions.get(path) ?? []), ...globalFlags]).toEqual(
      expect.arrayContaining(flags),
    );
  });
});

function readCompletions(): ReadonlyMap<string, readonly string[]> {
  const folder = temporaryDirectory();
  const { stdout } = faucetProgram.run(['faucet', 'completion', 'bash'], {
    env: { HOME: folder },
    cwd: folder,
  });
  const cases = [...stdout.matchAll(/^\s*"([a-z ]+)"\) next="([^"]*)"/gm)];
  return new Map(cases.map(([, path = '', words = '']) => [path, words.split(' ')]));
}
