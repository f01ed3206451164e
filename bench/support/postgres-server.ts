import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

/** A PostgreSQL of our own, on loopback and with empty databases. */
export interface PostgresServer {
  readonly version: string;
  /** Makes a database and runs a script of psql in it; returns its URL. */
  createDatabase(name: string, script: string): Promise<string>;
  /** Runs a script of psql in a database. */
  execute(name: string, script: string): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** PostgreSQL refuses to run as root. */
const nobody = 65_534;

/**
 * Starts one from the programs in BENCH_POSTGRES_BIN, or the newest that Debian installed, with its own
 * settings but for those given. So every commit is synced.
 */
export async function startPostgres(
  directory: string,
  more: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const bin = process.env['BENCH_POSTGRES_BIN'] ?? (await newestInstalled());
  const data = join(directory, 'postgres');
  await mkdir(data, { mode: 0o700 });
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (identity.uid !== undefined) await handOver(directory, data);
  // Any place it may enter; where we were started may be closed to it.
  const options = { ...identity, cwd: '/' };
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'], options);
  const port = await freePort();
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...more };
  const settings = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', data, '-p', String(port), ...settings];
  const child = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' });
  const urlOf = (name: string) => `postgres://bench@127.0.0.1:${port}/${name}?sslmode=disable`;
  const psql = (name: string, script: string) =>
    run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', script, urlOf(name)]);
  const { stdout } = await untilItWorks(() => psql('postgres', 'SHOW server_version'));
  return {
    version: stdout.trim(),
    async createDatabase(name, script) {
      await psql('postgres', `CREATE DATABASE ${name}`);
      await psql(name, script);
      return urlOf(name);
    },
    async execute(name, script) {
      await psql(name, script);
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function newestInstalled(): Promise<string> {
  const home = '/usr/lib/postgresql';
  const versions = await readdir(home).catch(() => []);
  const newest = versions.map(Number).toSorted((left, right) => right - left)[0];
  if (newest === undefined) {
    throw new Error(`no PostgreSQL in ${home}: install one or set BENCH_POSTGRES_BIN`);
  }
  return join(home, String(newest), 'bin');
}

/** The directory above stays ours, but it must be passable. */
async function handOver(directory: string, data: string): Promise<void> {
  await run('chmod', ['711', directory]);
  await chown(data, nobody, nobody);
}

async function untilItWorks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
