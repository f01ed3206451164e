import type { RunOptions } from '../connector.ts';
import { StatementFailure } from './failure.ts';

/** How a running statement is ended. */
export interface Interrupt {
  /** Asks the server to end it; the work then rejects, or resolves all the same. */
  cancel(): void;
  /** Gives up on a server that does not obey; the connection is lost. */
  cut(): void;
}

/** What a statement is held to. */
export interface Limits extends RunOptions {
  /** It commits by itself, so when it was done before it could be ended, its result counts. */
  readonly commits?: boolean;
}

/** How long a server may take to end a statement before its connection is given up. */
const obedienceMs = 5000;

/**
 * Runs `work`; when the time is up or the signal fires the statement is cancelled on the server and
 * a StatementFailure is thrown, even where the server ends it without an error (unless it `commits`).
 */
export const interruptible = async <T>(
  run: Limits | undefined,
  { cancel, cut }: Interrupt,
  work: () => Promise<T>,
): Promise<T> => {
  const { timeoutMs, signal, commits = false } = run ?? {};
  if (timeoutMs === undefined && signal === undefined) return work();
  if (signal?.aborted === true) throw new StatementFailure('stopped');
  let reason: 'timeout' | 'stopped' | undefined;
  let patience: NodeJS.Timeout | undefined;
  let giveUp: ((failure: StatementFailure) => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const interrupt = (why: 'timeout' | 'stopped') => (): void => {
    if (reason !== undefined) return;
    reason = why;
    patience = setTimeout(() => {
      cut();
      giveUp?.(new StatementFailure(why));
    }, obedienceMs);
    cancel();
  };
  const stop = interrupt('stopped');
  const timer = timeoutMs === undefined ? undefined : setTimeout(interrupt('timeout'), timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const result = await Promise.race([work(), givenUp]);
    if (reason !== undefined && !commits) throw new StatementFailure(reason);
    return result;
  } catch (error) {
    if (reason === undefined || error instanceof StatementFailure) throw error;
    throw new StatementFailure(reason, { cause: error });
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    signal?.removeEventListener('abort', stop);
  }
};
