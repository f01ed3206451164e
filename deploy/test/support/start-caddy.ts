import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@aquifer/testing';
import { runProxy } from './run-proxy.ts';
import type { RunningProxy } from './run-proxy.ts';

/** What `caddy validate` says of a Caddyfile; throws when it is not valid. */
export function validateCaddyfile(caddy: string, path: string): string {
  const env = { PATH: process.env['PATH'], HOME: temporaryDirectory() };
  const args = ['validate', '--config', path, '--adapter', 'caddyfile'];
  return execFileSync(caddy, args, { env, encoding: 'utf8', stdio: 'pipe' });
}

/** Runs Caddy with a Caddyfile in a folder. */
export async function startCaddy(
  caddy: string,
  site: string,
  {
    folder,
    port,
    httpPort,
  }: { readonly folder: string; readonly port: number; readonly httpPort: number },
): Promise<RunningProxy> {
  const config = join(folder, 'Caddyfile');
  writeFileSync(config, `{\n\tadmin off\n\thttp_port ${httpPort}\n}\n${site}`);
  const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return runProxy(caddy, ['run', '--config', config, '--adapter', 'caddyfile'], { port, env });
}
