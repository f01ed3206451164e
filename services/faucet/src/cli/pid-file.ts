import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminal } from '@aquifer/service';

/** `faucet.pid` in the data directory: how `stop` and `status` find the server (contract §2). */
export const pidPath = (dataDir: string): string => join(dataDir, 'faucet.pid');

export const logPath = (dataDir: string): string => join(dataDir, 'faucet.log');

export type ServerProcess =
  | { readonly kind: 'none' }
  /** The file is there, its process is not; another one may have its id by now. */
  | { readonly kind: 'stale'; readonly pid: number }
  | { readonly kind: 'running'; readonly pid: number };

export async function findServer(
  terminal: Pick<Terminal, 'processExists' | 'processMark'>,
  dataDir: string,
): Promise<ServerProcess> {
  const noted = await readPidFile(dataDir);
  if (noted === undefined) return { kind: 'none' };
  const { pid, mark } = noted;
  const exists = Number.isInteger(pid) && pid > 0 && terminal.processExists(pid);
  return exists && isSame(mark, terminal.processMark(pid))
    ? { kind: 'running', pid }
    : { kind: 'stale', pid };
}

/**
 * The id on a line of its own, as everybody expects it; then, where the system tells, what no later
 * process with this id has.
 */
export async function writePidFile(
  dataDir: string,
  { pid, processMark }: Pick<Terminal, 'pid' | 'processMark'>,
): Promise<void> {
  const mark = processMark(pid);
  const lines = mark === undefined ? [pid] : [pid, mark];
  await writeFile(pidPath(dataDir), `${lines.join('\n')}\n`, { mode: 0o644 });
}

/** Removes the file if it still names this process: a second server may have replaced it. */
export async function removePidFile(dataDir: string, pid: number): Promise<void> {
  const noted = await readPidFile(dataDir);
  if (noted?.pid === pid) await rm(pidPath(dataDir), { force: true });
}

interface NotedProcess {
  readonly pid: number;
  readonly mark: string | undefined;
}

async function readPidFile(dataDir: string): Promise<NotedProcess | undefined> {
  const text = await readFile(pidPath(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid = '', mark] = text.trim().split('\n');
  return { pid: Number(pid), mark };
}

/** What cannot be compared is taken for the same: elsewhere than on Linux the id alone must do. */
const isSame = (noted: string | undefined, found: string | undefined): boolean =>
  noted === undefined || found === undefined || noted === found;
