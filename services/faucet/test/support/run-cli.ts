import { PassThrough, Readable } from 'node:stream';
import type { Terminal } from '@aquifer/service';
import { faucetProgram } from '../../src/cli/faucet-program.ts';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly cwd: string;
  readonly homeDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Other processes; there are none when absent. */
  readonly processes?: Pick<Terminal, 'processExists' | 'processMark' | 'sendSignal'>;
}

/** Runs a `faucet` command in this process, as on a terminal where nobody can answer questions. */
export async function runCli(world: CliWorld, ...args: readonly string[]): Promise<CliResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal: Terminal = {
    args,
    env: world.env ?? {},
    cwd: world.cwd,
    homeDir: world.homeDir,
    pid: process.pid,
    runtime: { version: process.version, platform: process.platform, arch: process.arch },
    command: [process.execPath],
    stdin: Readable.from([]),
    stdout,
    stderr,
    isInteractive: false,
    stopRequested: new AbortController().signal,
    untilStopRequested: () => new Promise(() => undefined),
    onHangup: () => undefined,
    onCrash: () => undefined,
    processExists: () => false,
    processMark: () => undefined,
    sendSignal: () => false,
    ...world.processes,
  };
  const code = await faucetProgram(terminal);
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
}

function textOf(stream: PassThrough): string {
  stream.end();
  const chunk = stream.read() as Buffer | null;
  return chunk?.toString() ?? '';
}
