import { homedir } from 'node:os';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { inspect } from 'node:util';
import { Fault, isFault } from './fault.ts';
import { processMark } from './process-mark.ts';
import type { ProcessSignal, Terminal } from './terminal.ts';

/**
 * Exit codes of a second signal: 128 plus its number, as shells report a process it killed.
 */
const EXIT_CODE_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The same signal again within this time is the same wish: a Ctrl-C goes to every process of the
 * terminal, and npm and other wrappers pass theirs on to us as well.
 */
const SAME_WISH_MS = 500;

/** A reader that does not read must not keep us alive. */
const FLUSH_MS_MAX = 2000;

export interface ProcessOptions {
  /**
   * Variables that libraries read by themselves where they offer no option. They are set before the
   * program begins; what the operator has set stays.
   */
  readonly libraryEnvironment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program as this process: `main.ts` is one call of it. The number the program returns is
 * the exit code; a fault it throws is one line on stderr and exit code 1. This is the only file of
 * the repository that touches arguments, environment, signals and exit.
 */
export async function runProcess(
  program: (terminal: Terminal) => Promise<number>,
  { libraryEnvironment = {} }: ProcessOptions = {},
): Promise<void> {
  for (const [name, value] of Object.entries(libraryEnvironment)) process.env[name] ??= value;
  let reportCrash = printError;
  let isCrashing = false;
  const crash = (error: unknown): void => {
    // Whatever fails while we report must not start over.
    if (isCrashing) return;
    isCrashing = true;
    try {
      reportCrash(error);
    } catch {
      printError(error);
    }
    void exit(1);
  };
  // Unhandled rejections arrive here too: that is Node's default since version 15.
  process.on('uncaughtException', crash);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!isBrokenPipe(error)) crash(error);
    });
  }

  const terminal = openTerminal(watchStopSignals(), (report) => {
    reportCrash = report;
  });
  let code = 1;
  try {
    code = await program(terminal);
  } catch (error) {
    printError(error);
  }
  await exit(code);
}

function openTerminal(
  stopRequested: AbortSignal,
  onCrash: (report: (error: unknown) => void) => void,
): Terminal {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    homeDir: findHomeDir(),
    pid: process.pid,
    runtime: { version: process.version, platform: process.platform, arch: process.arch },
    command: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
    // Touching standard input opens it, so only on demand.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    isInteractive: isatty(0) && isatty(1),
    stopRequested,
    untilStopRequested: () => untilAborted(stopRequested),
    onHangup: (listener) => void process.on('SIGHUP', listener),
    onCrash,
    processExists,
    processMark,
    sendSignal,
  };
}

/** A signal that is aborted by the first SIGINT or SIGTERM; the second one exits at once. */
function watchStopSignals(): AbortSignal {
  const stop = new AbortController();
  const firstAt = new Map<string, number>();
  const onSignal = (signal: keyof typeof EXIT_CODE_BY_SIGNAL): void => {
    const now = performance.now();
    const before = firstAt.get(signal);
    if (before === undefined) firstAt.set(signal, now);
    if (!stop.signal.aborted) stop.abort(signal);
    else if (before === undefined || now - before > SAME_WISH_MS) {
      exitNow(EXIT_CODE_BY_SIGNAL[signal]);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}

function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const settle = (): void => resolve(String(signal.reason));
    if (signal.aborted) settle();
    else signal.addEventListener('abort', settle, { once: true });
  });
}

function processExists(pid: number): boolean {
  try {
    return isProcessId(pid) && process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}

function sendSignal(pid: number, signal: ProcessSignal): boolean {
  if (!isProcessId(pid)) return false;
  try {
    return process.kill(pid, signal);
  } catch (cause) {
    if (codeOf(cause) === 'ESRCH') return false;
    const message = `not permitted to send ${signal} to process ${pid}`;
    throw new Fault({ code: 'signal_refused', status: 403, message, cause });
  }
}

/** To the system 0 and negative numbers mean whole groups of processes; a damaged file may hold them. */
function isProcessId(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 0;
}

function findHomeDir(): string {
  try {
    return homedir();
  } catch {
    // A user id without an account, as in many containers.
    return process.cwd();
  }
}

/** Faults and refusals of the system are expected: one line. The rest is a mistake: with its stack. */
function printError(error: unknown): void {
  const isExpected = isFault(error) || (error instanceof Error && 'syscall' in error);
  process.stderr.write(`Error: ${isExpected ? error.message : inspect(error)}\n`);
}

async function exit(code: number): Promise<never> {
  await Promise.all([flush(process.stdout), flush(process.stderr)]);
  return exitNow(code);
}

function exitNow(code: number): never {
  // oxlint-disable-next-line unicorn/no-process-exit -- this file is where the rule sends others
  process.exit(code);
}

/** Waits until a stream handed everything to the system; pipes may be slower than we are. */
function flush(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, FLUSH_MS_MAX);
    stream.write('', () => resolve());
  });
}

function isBrokenPipe(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
