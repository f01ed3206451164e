import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminal } from '@aquifer/service';

/** `faucet.pid` in the data directory: how `stop` and `status` find the server (contract §2). */
export const pidPath = (dataDir: string): string => join(dataDir, 'faucet.pid');

export const logPath = (dataDir: string): string => join(dataDir, 'faucet.log');

export type ServerProcess =
  | { readonly kind: 'none' }
  /** The file is there, its process is not. */
  | { readonly kind: 'stale'; readonly pid: number }
  | { readonly kind: 'running'; readonly pid: number };

export async function findServer(terminal: Terminal, dataDir: string): Promise<ServerProcess> {
  const text = await readFile(pidPath(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return { kind: 'none' };
  const pid = Number(text.trim());
  const running = Number.isInteger(pid) && pid > 0 && terminal.processExists(pid);
  return running ? { kind: 'running', pid } : { kind: 'stale', pid };
}

export async function writePidFile(dataDir: string, pid: number): Promise<void> {
  await writeFile(pidPath(dataDir), `${pid}\n`, { mode: 0o644 });
}

/** Removes the file if it still names this process: a second server may have replaced it. */
export async function removePidFile(dataDir: string, pid: number): Promise<void> {
  const text = await readFile(pidPath(dataDir), 'utf8').catch(() => '');
  if (Number(text.trim()) === pid) await rm(pidPath(dataDir), { force: true });
}
