import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The built Faucet of this repository, serving one SQLite file. */
export interface Ours {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  /** CPU time of the server's own process so far, in microseconds. */
  cpuMicros(): Promise<number>;
  /** Resident memory of the server and its children together. */
  rssMib(): Promise<number>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const faucet = fileURLToPath(new URL('../../services/faucet/bin/faucet.js', import.meta.url));
/** As the method has it, for both sides. */
const pragmas = '_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)';

export interface StartOptions {
  readonly port?: number;
  readonly driver?: string;
  /** Instead of the SQLite file. */
  readonly dsn?: string;
}

/** Starts it with a role that may do everything and a key of that role. */
export async function startOurs(
  directory: string,
  rows: string,
  { port = 18_081, driver = 'sqlite', dsn = `file:${rows}?${pragmas}` }: StartOptions = {},
): Promise<Ours> {
  const data = ['--data-dir', `${directory}/data`];
  await run(process.execPath, [
    faucet,
    'db',
    'add',
    '--name',
    'demo',
    '--driver',
    driver,
    '--dsn',
    dsn,
    ...data,
  ]);
  await run(process.execPath, [
    faucet,
    'role',
    'create',
    '--name',
    'full',
    '--verbs',
    '*',
    ...data,
  ]);
  const { stdout } = await run(process.execPath, [
    faucet,
    'key',
    'create',
    '--role',
    'full',
    ...data,
  ]);
  const key = /faucet_[0-9a-f]{64}/.exec(stdout)?.[0] ?? '';
  const args = [faucet, 'serve', '--host', '127.0.0.1', '--port', String(port), ...data];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `${url}/api/v1/demo`,
    key,
    pid,
    cpuMicros: () => cpuMicros(pid),
    rssMib: async () => Math.round((await rssOfTree(pid)) / 1024),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Clock ticks of user and system time are fields 14 and 15 of proc(5); a tick is 10 ms. */
async function cpuMicros(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function rssOfTree(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const ids = children.trim().split(/\s+/).filter(Boolean).map(Number);
  const others = await Promise.all(ids.map(rssOfTree));
  return own + others.reduce((sum, one) => sum + one, 0);
}
