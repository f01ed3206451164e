import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** How a Faucet is called: a command and the arguments that come before ours. */
export type Program = readonly [command: string, ...args: string[]];

const run = promisify(execFile);
const peerPackage = '@faucetdb/linux-x64';
const peerVersion = '0.1.13';

/** The built Faucet of this repository, or of another clone of it. */
export function ourProgram(repository?: string): Program {
  const root = repository ?? fileURLToPath(new URL('../../..', import.meta.url));
  return [process.execPath, join(resolve(root), 'services/faucet/bin/faucet.js')];
}

/** The released Faucet that we are measured against, installed once into a cache outside of the repository. */
export async function peerProgram(): Promise<Program> {
  const cache = process.env['PEER_CACHE'] ?? join(tmpdir(), 'aquifer-peer-faucet');
  const binary = join(cache, 'node_modules', peerPackage, 'bin', 'faucet');
  if (
    !(await access(binary).then(
      () => true,
      () => false,
    ))
  ) {
    await mkdir(cache, { recursive: true });
    await writeFile(join(cache, 'package.json'), '{"private":true}\n');
    const wanted = `${peerPackage}@${peerVersion}`;
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', wanted], {
      cwd: cache,
    });
  }
  return [binary];
}
