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
  let closeNow: ((entry: Entry) => Promise<void>) | undefined;

  return {
    signal: stopping.signal,
    defer(name, close) {
      if (closeNow === undefined) entries.push({ name, close });
      else void closeNow({ name, close });
    },
    close(options) {
      closing ??= closeAll(options);
      return closing;
    },
  };

  async function closeAll(options: CloseOptions): Promise<CloseReport> {
    const timer = setTimeout(() => deadline.abort(), options.deadlineMs);
    const failed: CloseFailure[] = [];
    // What is opened while we close belongs to nobody else, so closing waits for it as well.
    const latecomers: Promise<void>[] = [];
    const close = async (entry: Entry): Promise<void> => {
      const failure = await closeEntry(entry, deadline.signal);
      if (failure === undefined) return;
      failed.push(failure);
      options.log.error(
        { resource: failure.name, reason: failure.reason, err: failure.error },
        'resource did not close',
      );
    };
    closeNow = (entry) => {
      const work = close(entry);
      latecomers.push(work);
      return work;
    };

    stopping.abort();
    for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) await close(entry);
    for (let work = latecomers.pop(); work !== undefined; work = latecomers.pop()) await work;
    clearTimeout(timer);
    return { clean: failed.length === 0, failed };
  }
}

async function closeEntry(entry: Entry, deadline: AbortSignal): Promise<CloseFailure | undefined> {
  const { name } = entry;
  const lastChance = startLastChance(deadline);
  try {
    const work = Promise.resolve(entry.close(deadline)).then(() => 'closed' as const);
    // Once it is reported as late, nobody waits for its error any more.
    work.catch(() => undefined);
    const outcome = await Promise.race([work, lastChance.over]);
    return outcome === 'closed' ? undefined : { name, reason: 'deadline' };
  } catch (error) {
    return { name, reason: 'error', error };
  } finally {
    lastChance.cancel();
  }
}

/** A promise that resolves {@link LAST_CHANCE_MS} after the deadline. */
function startLastChance(deadline: AbortSignal): { over: Promise<'late'>; cancel(): void } {
  const cancelled = new AbortController();
  const over = new Promise<'late'>((resolve) => {
    const onDeadline = (): void => {
      const timer = setTimeout(resolve, LAST_CHANCE_MS, 'late');
      cancelled.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    };
    if (deadline.aborted) onDeadline();
    else deadline.addEventListener('abort', onDeadline, { once: true, signal: cancelled.signal });
  });
  return { over, cancel: () => cancelled.abort() };
}
