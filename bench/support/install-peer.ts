import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs published packages (`name@version`) that we are measured against, once, into a cache outside
 * of the repository: `PEER_CACHE`, or one by this name. Returns its directory.
 */
export async function installPeer(name: string, packages: readonly string[]): Promise<string> {
  const cache = process.env['PEER_CACHE'] ?? join(tmpdir(), `aquifer-peer-${name}`);
  const isThere = await access(join(cache, 'node_modules', '.package-lock.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return cache;
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'package.json'), '{"private":true}\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, ...packages], { cwd: cache });
  return cache;
}
