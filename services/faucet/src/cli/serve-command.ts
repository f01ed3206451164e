import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { addSettingFlags, createLog, Fault, runService } from '@aquifer/service';
import type { Log, RunningService, Terminal } from '@aquifer/service';
import { makeFolder } from '@aquifer/sqlite';
import type { Command } from 'commander';
import { faucetSettings } from '../settings.ts';
import { readConfiguration } from './cli-context.ts';
import type { CliContext, Configuration } from './cli-context.ts';
import { findServer, logPath, removePidFile, writePidFile } from './pid-file.ts';
import { probeHost } from './process-commands.ts';

/** The original waits 5 seconds, which a Node program on a busy machine may need to load. */
const DAEMON_WAIT_MS = 15_000;
const DAEMON_POLL_MS = 100;

interface ServeOptions {
  readonly dev?: boolean;
  readonly daemon?: boolean;
  readonly background?: boolean;
}

/** `faucet serve`: in the foreground, as systemd and containers expect (contract §1, G2). */
export function addServeCommand(
  program: Command,
  context: CliContext,
  exitWith: (code: number) => void,
): void {
  const { host, port, uiEnabled } = faucetSettings;
  const serve = program.command('serve').description('Start the server');
  addSettingFlags(serve, { host, port, uiEnabled })
    .option('--no-ui', 'accepted; this release has no admin console')
    .option('--dev', 'log everything')
    .option('--foreground', 'stay in the foreground; the default')
    .option('--daemon', 'run in the background')
    .option('--background', 'the same as --daemon')
    .action(async (options: ServeOptions) => {
      const configuration = await readConfiguration(context);
      const background = (options.daemon || options.background) && !options.dev;
      exitWith(
        background
          ? await serveInBackground(context, configuration)
          : await serveHere(context, configuration, options),
      );
    });
}

async function serveHere(
  { terminal, print }: CliContext,
  configuration: Configuration,
  options: ServeOptions,
): Promise<number> {
  const { settings, file, dataDir } = configuration;
  const log = createLog({
    level: options.dev ? 'debug' : settings.logLevel,
    format: settings.logFormat === 'json' ? 'json' : 'logfmt',
  });
  // Loaded only here: the other commands must not wait for a server they do not start.
  const { createFaucetService } = await import('../service.ts');
  const service = createFaucetService({ dataDir, services: file.services });
  try {
    return await runService(terminal, service, settings, {
      log,
      deadlineMs: settings.shutdownTimeoutMs,
      onStarted: async (running) => {
        await notePid(dataDir, terminal, log);
        print(banner(running));
      },
    });
  } finally {
    await removePidFile(dataDir, terminal.pid);
  }
}

/** With a shared store the data directory may be missing or read-only; the server runs without the file. */
async function notePid(dataDir: string, terminal: Terminal, log: Log): Promise<void> {
  try {
    makeFolder(dataDir);
    await writePidFile(dataDir, terminal);
  } catch (error) {
    log.warn({ err: error }, 'PID file not written; stop and status will not find this server');
  }
}

function banner({ urls, notes = [] }: RunningService): string {
  const width = Math.max(...urls.map(({ label }) => label.length));
  return [
    'Faucet is ready.',
    ...urls.map(({ label, url }) => `  ${label.padEnd(width)}  ${url}`),
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}

async function serveInBackground(
  { terminal, print }: CliContext,
  { settings, dataDir }: Configuration,
): Promise<number> {
  const server = await findServer(terminal, dataDir);
  if (server.kind === 'running') throw refusal(`server already running (PID ${server.pid})`);
  makeDataDir(dataDir);
  const [program = '', ...before] = terminal.command;
  const args = terminal.args.filter((arg) => arg !== '--daemon' && arg !== '--background');
  const output = await open(logPath(dataDir), 'a', 0o600);
  const child = spawn(program, [...before, ...args], {
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    cwd: terminal.cwd,
    env: { ...terminal.env },
  });
  const ended = new Promise<'ended'>((resolve) => child.once('exit', () => resolve('ended')));
  const url = `http://${probeHost(settings.host)}:${settings.port}/healthz`;
  const ready = async (): Promise<boolean> => {
    const found = await findServer(terminal, dataDir);
    // Another server may answer at that address, and ours is about to find the port taken.
    return found.kind === 'running' && found.pid === child.pid && (await answers(url));
  };
  const outcome = await Promise.race([becomes(ready), ended]);
  child.unref();
  await output.close();
  const see = `see ${logPath(dataDir)}`;
  if (outcome === 'ended') throw refusal(`server ended before it was ready; ${see}`);
  if (!outcome) throw refusal(`server (PID ${child.pid}) runs and does not answer yet; ${see}`);
  print(`Faucet server started (PID ${child.pid})`);
  print(`  Log: ${logPath(dataDir)}`);
  return 0;
}

function makeDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw refusal(`the data directory ${dataDir} cannot be made (${reason})`);
  }
}

async function becomes(check: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < DAEMON_WAIT_MS; waited += DAEMON_POLL_MS) {
    await sleep(DAEMON_POLL_MS);
    if (await check()) return true;
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  return response?.ok === true;
}

const refusal = (message: string): Fault =>
  new Fault({ code: 'command_refused', status: 400, message });
