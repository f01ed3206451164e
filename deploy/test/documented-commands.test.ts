import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { describe, expect, it } from 'vitest';
import { deployPath, repositoryRoot } from './support/deploy-file.ts';
import { runFaucet } from './support/run-faucet.ts';

/** Flags that every command takes. */
const globalFlags = ['--config', '--data-dir'];

/** The names that may follow each command, as its script for shells completes them. */
const completions = readCompletions();

const commands = [join(repositoryRoot, 'docs/faucet'), deployPath('.')]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md'))
  .flatMap((path) => commandsIn(readFileSync(path, 'utf8')));

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
  const { stdout } = runFaucet(['faucet', 'completion', 'bash'], {
    env: { HOME: folder },
    cwd: folder,
  });
  const cases = [...stdout.matchAll(/^\s*"([a-z ]+)"\) next="([^"]*)"/gm)];
  return new Map(cases.map(([, path = '', words = '']) => [path, words.split(' ')]));
}

/** Finds `faucet …` in the shell blocks and code spans of a page, behind `sudo -u faucet` and the like. */
function commandsIn(page: string): string[][] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const spans = [...page.matchAll(/`((?:npx )?faucet [^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks.join('\n').split('\n'), ...spans].flatMap((line) => {
    const calls = [...line.matchAll(/(?<=^|[\s;])faucet (?=--data-dir |[a-z])/g)];
    const last = calls.at(-1);
    if (last === undefined) return [];
    const text = line.slice(last.index + last[0].length);
    // What is quoted is a value, and a quote without another belongs to what is around.
    const words = text.replaceAll(/'[^']*'|"[^"]*"/g, 'VALUE').replaceAll(/['"]/g, '');
    return [words.trim().split(/\s+/)];
  });
}
