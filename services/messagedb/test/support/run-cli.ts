import { PassThrough, Readable } from 'node:stream';
import type { Terminal } from '@aquifer/service';
import { messageDbProgram } from '../../src/cli/messagedb-program.ts';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CliWorld {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array | Readable;
  /** Whether a person is there, who types `stdin`. */
  readonly isInteractive?: boolean;
  /** Aborts as a signal to the process would. Never by default. */
  readonly stopRequested?: AbortSignal;
}

/** A terminal of which a test keeps what is written to it. */
export function terminalOf(
  args: readonly string[],
  {
    cwd = process.cwd(),
    env = {},
    stdin = '',
    isInteractive = false,
    stopRequested = new AbortController().signal,
  }: CliWorld = {},
): { terminal: Terminal; stdout: PassThrough; stderr: PassThrough } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal: Terminal = {
    args,
    env,
    cwd,
    homeDir: cwd,
    pid: process.pid,
    runtime: { version: process.version, platform: process.platform, arch: process.arch },
    command: [process.execPath],
    stdin: stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin)]),
    stdout,
    stderr,
    isInteractive,
    stopRequested,
    untilStopRequested: () => new Promise(() => undefined),
    onHangup: () => undefined,
    onCrash: () => undefined,
    processExists: () => false,
    processMark: () => undefined,
    sendSignal: () => false,
  };
  return { terminal, stdout, stderr };
}

/** Runs a `messagedb` command in this process. */
export async function runCli(world: CliWorld, ...args: readonly string[]): Promise<CliResult> {
  const { terminal, stdout, stderr } = terminalOf(args, world);
  const [printed, told] = [collect(stdout), collect(stderr)];
  const code = await messageDbProgram(terminal);
  for (const stream of [stdout, stderr]) stream.end();
  return { code, stdout: await printed, stderr: (await told).toString() };
}

async function collect(stream: PassThrough): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
