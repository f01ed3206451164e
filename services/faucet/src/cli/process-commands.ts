import { access, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { addSettingFlags, Fault } from '@aquifer/service';
import type { Command } from 'commander';
import { faucetSettings } from '../settings.ts';
import { readConfiguration } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { findServer, logPath, pidPath } from './pid-file.ts';

const STOP_WAIT_MS = 5_000;
const STOP_POLL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;

/** `faucet stop` and `faucet status` (contract §2). */
export function addProcessCommands(program: Command, context: CliContext): void {
  program
    .command('stop')
    .description('Stop the server of this data directory')
    .action(() => stop(context));
  const { host, port } = faucetSettings;
  const running = program
    .command('status')
    .description('Whether the server of this data directory runs');
  // Where to ask; the process does not tell where it listens (contract §2).
  addSettingFlags(running, { host, port }).action(() => status(context));
}

async function stop(context: CliContext): Promise<void> {
  const { terminal } = context;
  const { dataDir } = await readConfiguration(context);
  const server = await findServer(terminal, dataDir);
  if (server.kind === 'none') throw refusal('server is not running (no PID file found)');
  if (server.kind === 'stale') {
    await rm(pidPath(dataDir), { force: true });
    throw refusal(`server is not running (stale PID ${server.pid}; removed the PID file)`);
  }
  const mark = terminal.processMark(server.pid);
  // Its id may be another's as soon as it is gone.
  const isRunning = (): boolean =>
    terminal.processExists(server.pid) && terminal.processMark(server.pid) === mark;
  context.print(`Stopping Faucet server (PID ${server.pid})...`);
  terminal.sendSignal(server.pid, 'SIGTERM');
  for (let waited = 0; waited < STOP_WAIT_MS; waited += STOP_POLL_MS) {
    if (!isRunning()) return context.print('Server stopped.');
    await sleep(STOP_POLL_MS);
  }
  throw refusal(
    `server (PID ${server.pid}) did not stop within ${STOP_WAIT_MS / 1000} seconds; it may still be finishing requests`,
  );
}

async function status(context: CliContext): Promise<void> {
  const { settings, dataDir } = await readConfiguration(context);
  const server = await findServer(context.terminal, dataDir);
  if (server.kind === 'none') return context.print('Server is not running (no PID file found).');
  if (server.kind === 'stale') {
    return context.print(`Server is not running (stale PID file, PID ${server.pid}).`);
  }
  context.print(`Server is running (PID ${server.pid})`);
  const url = `http://${probeHost(settings.host)}:${settings.port}/healthz`;
  context.print(`  Health: ${url} (${await probe(url)})`);
  context.print(`  Log:    ${(await hasLog(dataDir)) ? logPath(dataDir) : 'its standard error'}`);
}

/** Only a server in the background writes a file. */
const hasLog = (dataDir: string): Promise<boolean> =>
  access(logPath(dataDir)).then(
    () => true,
    () => false,
  );

/** An address that listens everywhere is reached on the loopback. */
export function probeHost(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function probe(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return String(response.status);
  } catch {
    return 'no answer there; --host and --port say where it listens';
  }
}

const refusal = (message: string): Fault =>
  new Fault({ code: 'command_refused', status: 400, message });
