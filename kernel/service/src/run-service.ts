import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from './fault.ts';
import type { Log } from './log/create-log.ts';
import { openScope } from './scope.ts';
import type { Scope } from './scope.ts';
import type { RunningService, Service } from './service.ts';
import type { Terminal } from './terminal.ts';

/** How to run a service. */
export interface RunServiceOptions {
  readonly log: Log;
  /** Time for draining and closing, in milliseconds; 30 000 by default. */
  readonly deadlineMs?: number;
  /** Told once the service answers: the place for a banner. A failure in it is one of starting. */
  readonly onStarted?: (running: RunningService) => unknown;
}

/** As long as Kubernetes waits by default before it kills. */
const DEADLINE_MS = 30_000;

/** What a start under way gets to notice that its resources were closed. */
const START_MS_MAX = 2000;

/** Why a run came to its end. */
type End =
  | { readonly kind: 'stop'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly error: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

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
  const { log, deadlineMs = DEADLINE_MS, onStarted } = options;
  const scope = openScope();
  terminal.onCrash((error) => log.fatal({ err: error }, 'unexpected error, exiting'));

  const stop = terminal.untilStopRequested().then((signal): End => ({ kind: 'stop', signal }));
  // Deferred first and so closed last: what a start under way still opens is closed as well.
  scope.defer('start', () => untilSettled(started));
  const started = startService(service, { settings, log, scope }, onStarted);
  const end = await Promise.race([stop, untilFailure(started)]);

  reportEnd(log, end);
  const report = await scope.close({ deadlineMs, log });
  if (report.clean) log.info('server stopped');
  else log.error({ left: report.failed.map(({ name }) => name) }, 'server stopped uncleanly');
  log.flush();
  return end.kind === 'stop' && report.clean ? 0 : 1;
}

async function startService<S extends object>(
  service: Service<S>,
  context: { readonly settings: S; readonly log: Log; readonly scope: Scope },
  onStarted: RunServiceOptions['onStarted'],
): Promise<RunningService> {
  const running = await service.start(context);
  if (!context.scope.signal.aborted) await onStarted?.(running);
  return running;
}

/** Resolves when the service does not come up or breaks down; a healthy one keeps it waiting. */
async function untilFailure(started: Promise<RunningService>): Promise<End> {
  let running: RunningService;
  try {
    running = await started;
  } catch (error) {
    return { kind: 'not-started', error };
  }
  if (running.failed === undefined) return new Promise(() => undefined);
  return running.failed.then(
    (error): End => ({ kind: 'failed', error }),
    (error: unknown): End => ({ kind: 'failed', error }),
  );
}

/** Waits until a start is over, either way, but not for one that waits for the world itself. */
async function untilSettled(started: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const patience = delay(START_MS_MAX, undefined, { signal: enough.signal });
  await Promise.race([Promise.allSettled([started]), patience]);
  enough.abort();
}

function reportEnd(log: Log, end: End): void {
  if (end.kind === 'stop') {
    log.info({ signal: end.signal }, 'shutdown signal received');
    return;
  }
  const { error } = end;
  const reason = error instanceof Error ? error.message : String(error);
  const sentence = end.kind === 'failed' ? `server failed: ${reason}` : `cannot start: ${reason}`;
  // Expected refusals need no stack: the sentence says all.
  if (isFault(error)) log.error({ code: error.code }, sentence);
  else log.error({ err: error }, sentence);
}
