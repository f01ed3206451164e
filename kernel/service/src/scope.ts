import type { Log } from './log/create-log.ts';

/**
 * Closes one thing. `deadline` is aborted when the time for closing is over: from then on cut what
 * is left (open connections, running statements) instead of waiting for it.
 */
export type Close = (deadline: AbortSignal) => unknown;

/** How long closing may take, and where it reports. */
export interface CloseOptions {
  /** Time for everything together, in milliseconds. */
  readonly deadlineMs: number;
  readonly log: Log;
}

/** Something that did not close as it should. */
export interface CloseFailure {
  readonly name: string;
  /** `error`: it threw. `deadline`: it had not finished when its time was over. */
  readonly reason: 'error' | 'deadline';
  readonly error?: unknown;
}

/** What came of closing. */
export interface CloseReport {
  readonly clean: boolean;
  readonly failed: readonly CloseFailure[];
}

/** Holds what was opened, and closes it in reverse order. */
export interface Scope {
  /** Aborted when closing starts, before anything is closed. */
  readonly signal: AbortSignal;
  /** Registers a thing under a name for the log. After {@link Scope.close} it is closed at once. */
  defer(name: string, close: Close): void;
  /** Closes everything, last opened first. The second call returns the first call's promise. */
  close(options: CloseOptions): Promise<CloseReport>;
}

/** What each thing still gets once the deadline has passed, in milliseconds: enough to cut, not to drain. */
const LAST_CHANCE_MS = 250;

interface Entry {
  readonly name: string;
  readonly close: Close;
}

/** Opens an empty scope. */
export function openScope(): Scope {
  const entries: Entry[] = [];
  const stopping = new AbortController();
  const deadline = new AbortController();
  let closing: Promise<CloseReport> | undefined;

  return {
    signal: stopping.signal,
    defer(name, close) {
      entries.push({ name, close });
      // The loop below may have ended already, so a latecomer is closed on its own.
      if (closing !== undefined) void closeLatecomer();
    },
    close(options) {
      closing ??= closeAll(options);
      return closing;
    },
  };

  async function closeLatecomer(): Promise<void> {
    const entry = entries.pop();
    if (entry === undefined) return;
    await closeEntry(entry, deadline.signal);
  }

  async function closeAll(options: CloseOptions): Promise<CloseReport> {
    const timer = setTimeout(() => deadline.abort(), options.deadlineMs);
    const failed: CloseFailure[] = [];
    stopping.abort();
    for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
      const failure = await closeEntry(entry, deadline.signal);
      if (failure === undefined) continue;
      failed.push(failure);
      options.log.error(
        { resource: failure.name, err: failure.error },
        closeFailureSentence(failure),
      );
    }
    clearTimeout(timer);
    return { clean: failed.length === 0, failed };
  }
}

function closeFailureSentence(failure: CloseFailure): string {
  return failure.reason === 'error' ? 'closing failed' : 'not closed before the deadline';
}

async function closeEntry(entry: Entry, deadline: AbortSignal): Promise<CloseFailure | undefined> {
  const { name } = entry;
  const late = lastChance(deadline);
  try {
    const work = Promise.resolve(entry.close(deadline)).then(() => 'closed' as const);
    const outcome = await Promise.race([work, late.over]);
    if (outcome === 'closed') return undefined;
    work.catch(() => undefined); // Reported as late already.
    return { name, reason: 'deadline' };
  } catch (error) {
    return { name, reason: 'error', error };
  } finally {
    late.cancel();
  }
}
/** A promise that resolves {@link LAST_CHANCE_MS} after the deadline. */
function lastChance(deadline: AbortSignal): { over: Promise<'late'>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let onDeadline = (): void => undefined;
  const over = new Promise<'late'>((resolve) => {
    onDeadline = () => {
      timer = setTimeout(resolve, LAST_CHANCE_MS, 'late');
    };
  });
  if (deadline.aborted) onDeadline();
  else deadline.addEventListener('abort', onDeadline, { once: true });
  return {
    over,
    cancel() {
      clearTimeout(timer);
      deadline.removeEventListener('abort', onDeadline);
    },
  };
}
