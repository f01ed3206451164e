import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs published packages (`name@version`) that we are measured against, once, into a cache outside
 * of the repository: into `PEER_CACHE`, or the directory for temporary files. Scripts of packages run for
 * `addons` only, which are compiled by them. Returns its directory.
 */
export async function installPeer(
  name: string,
  packages: readonly string[],
  addons: readonly string[] = [],
): Promise<string> {
  const cache = join(process.env['PEER_CACHE'] ?? tmpdir(), `aquifer-peer-${name}`);
  const isThere = await access(join(cache, 'node_modules', '.package-lock.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return cache;
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'package.json'), '{"private":true}\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, ...packages], { cwd: cache });
  if (addons.length > 0) await run('npm', ['rebuild', ...addons], { cwd: cache });
  return cache;
}
