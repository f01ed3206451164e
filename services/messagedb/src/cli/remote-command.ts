import type { Terminal } from '@aquifer/service';
import type { Command } from 'commander';
import { fault } from '../faults.ts';
import { addNegations } from './plain-flags.ts';
import { runCommand } from './run-command.ts';

/** Which server and namespace a command speaks to. */
export interface ConnectionFlags {
  readonly url?: string;
  readonly token?: string;
}

/** A command that speaks to a running server. */
export interface RemoteCommand<Flags extends ConnectionFlags> {
  readonly name: string;
  readonly description: string;
  /** Its own flags, each with what it says in the help. */
  readonly flags: readonly (readonly [flag: string, help: string])[];
  readonly run: (flags: Flags) => Promise<void>;
}

export function addRemoteCommand<Flags extends ConnectionFlags>(
  program: Command,
  terminal: Terminal,
  { name, description, flags, run }: RemoteCommand<Flags>,
): void {
  const command = program
    .command(name)
    .description(description)
    .option('--url <url>', 'address of the server, such as http://localhost:8080')
    .option('--token <token>', 'token of the namespace');
  for (const [flag, help] of flags) command.option(flag, help);
  addNegations(command);
  command.action((given: Flags) => runCommand(terminal, () => run(given)));
}

/** The address without a slash at its end, and the token. Throws command_failed. */
export function readConnection({ url, token }: ConnectionFlags): { url: string; token: string } {
  if (url === undefined || url === '')
    throw fault('command_failed', { reason: '--url is missing' });
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw fault('command_failed', { reason: '--url must be like http://localhost:8080' });
  }
  if (token === undefined || token === '') {
    throw fault('command_failed', { reason: '--token is missing' });
  }
  return { url: url.replace(/\/+$/, ''), token };
}
