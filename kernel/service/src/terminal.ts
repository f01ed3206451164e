import type { Readable, Writable } from 'node:stream';

/** The signals a program may send to another process of its own kind. */
export type ProcessSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

/** Everything a program may know of the process it runs in. Tests pass their own. */
export interface Terminal {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly homeDir: string;
  readonly pid: number;
  readonly runtime: RuntimeFacts;
  /** The command that starts this program again without arguments: runtime, its options, script. */
  readonly command: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person sits at both ends: input and output are terminals. */
  readonly isInteractive: boolean;
  /** Aborted on the first SIGINT or SIGTERM; its `reason` is the signal's name. */
  readonly stopRequested: AbortSignal;
  /** Resolves with the name of the first stop signal. */
  untilStopRequested(): Promise<string>;
  /**
   * Calls `listener` at every SIGHUP, by which operators ask a server to read again what it was
   * configured with. Until it is called, the signal ends the process as it does any other.
   */
  onHangup(listener: () => void): void;
  /** What to do with an error nobody caught, before the process exits with 1; replaces the former. */
  onCrash(report: (error: unknown) => void): void;
  /** Whether a process with this id exists. */
  processExists(pid: number): boolean;
  /**
   * What tells a process from a later one with the same id; undefined where the system does not say.
   */
  processMark(pid: number): string | undefined;
  /** Sends a signal; false if there is no such process. Throws a Fault if it is not ours to stop. */
  sendSignal(pid: number, signal: ProcessSignal): boolean;
}

/** The runtime below the program. */
export interface RuntimeFacts {
  /** Such as `v20.20.2`. */
  readonly version: string;
  /** Such as `linux`. */
  readonly platform: string;
  /** Such as `x64`. */
  readonly arch: string;
}
