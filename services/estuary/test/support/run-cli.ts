import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Terminal } from '@aquifer/service';
import { isFault } from '@aquifer/service';
import { temporaryDirectory } from '@aquifer/testing';
import { estuaryProgram } from '../../src/cli/estuary-program.ts';

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
}

/** Runs an `estuary` command in this process; a Fault ends it as it ends a process. */
export async function runCli(
  args: readonly string[],
  { env = {}, stdin = '', cwd = temporaryDirectory() }: CliWorld = {},
): Promise<CliResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = [text(stdout), text(stderr)] as const;
  const terminal: Terminal = {
    args,
    env,
    cwd,
    homeDir: cwd,
    pid: process.pid,
    runtime: { version: process.version, platform: process.platform, arch: process.arch },
    command: [process.execPath],
    stdin: Readable.from([Buffer.from(stdin)]),
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
  };
  let code = 1;
  try {
    code = await estuaryProgram(terminal);
  } catch (error) {
    if (!isFault(error)) throw error;
    stderr.write(`Error: ${error.message}\n`);
  }
  for (const stream of [stdout, stderr]) stream.end();
  return { code, stdout: await printed[0], stderr: await printed[1] };
}
