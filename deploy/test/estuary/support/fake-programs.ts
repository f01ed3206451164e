import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';

/** How a script of ours ended, and what it called. */
export interface ScriptRun {
  readonly code: number | null;
  readonly stderr: string;
  /** The words of each call, in order; the first is the program. */
  readonly calls: readonly (readonly string[])[];
}

/**
 * Runs a script where the programs it calls are stand-ins that write down how they were called.
 * `program` says what a stand-in does besides, as lines of the shell.
 */
export function runWithFakes(
  script: string,
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): ScriptRun {
  const folder = temporaryDirectory();
  const [bin, log] = [join(folder, 'bin'), join(folder, 'calls')];
  mkdirSync(bin);
  for (const [name, does] of Object.entries(programs)) {
    // A call is a line, and its words stand between units of ASCII, which no word has.
    // Written at once, as programs of a pipe run at the same time.
    const write = `printf -v call '%s\\037' ${name} "$@"; printf '%s\\036' "$call" >> ${log}`;
    writeFileSync(join(bin, name), `#!/bin/bash\n${write}\n${does}\n`, { mode: 0o755 });
  }
  const { status, stderr } = spawnSync('bash', [script], {
    env: { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, ...env },
    encoding: 'utf8',
  });
  const written = existsSync(log) ? readFileSync(log, 'utf8') : '';
  const calls = written.split('\u001E').slice(0, -1);
  return { code: status, stderr, calls: calls.map((call) => call.split('\u001F').slice(0, -1)) };
}
