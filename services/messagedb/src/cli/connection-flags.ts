import type { Command } from 'commander';
import { fault } from '../faults.ts';

/** Which server and namespace a command speaks to. */
export interface ConnectionFlags {
  readonly url?: string;
  readonly token?: string;
}

export function addConnectionFlags(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server, such as http://localhost:8080')
    .option('--token <token>', 'token of the namespace');
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
