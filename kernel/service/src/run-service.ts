import type { Log } from './log/create-log.ts';
import type { RunningService, Service } from './service.ts';
import type { Terminal } from './terminal.ts';

/** How to run a service. */
export interface RunServiceOptions {
  readonly log: Log;
  /** Time for draining and closing, in milliseconds; 30 000 by default. */
  readonly deadlineMs?: number;
  /** Told once the service answers: the place for a banner. */
  readonly onStarted?: (running: RunningService) => unknown;
}

/**
 * Runs a service until a stop is requested, then closes what it opened. Returns the exit code:
 * 0 after a clean stop, 1 (with a logged reason) if it could not start, failed, or did not close.
 */
export async function runService<S extends object>(
  terminal: Terminal,
  service: Service<S>,
  settings: S,
  options: RunServiceOptions,
): Promise<number> {
  throw new Error(
    `not written: ${terminal.pid}${service.name}${String(settings)}${String(options)}`,
  );
}
