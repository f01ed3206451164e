import { EstuaryError } from './estuary-error.ts';

/** How often something is tried again, and after which time. */
export interface RetryOptions {
  /** Tries in all, the first included; 1 never tries again. */
  readonly attempts?: number;
  /** Wait before the second try, in milliseconds; each further one is twice as long. */
  readonly delayMs?: number;
  /** The longest wait, unless the server asks for a longer one. */
  readonly delayMsMax?: number;
}

export type RetryPolicy = Required<RetryOptions>;

/** Statuses of servers and proxies that are not there for a moment, or want to be asked less. */
const passingStatuses: ReadonlySet<number | undefined> = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may succeed a little later. */
export function isPassing(error: unknown): error is EstuaryError {
  if (!(error instanceof EstuaryError)) return false;
  // The first try is still under way.
  if (error.code === 'IDEMPOTENCY_IN_PROGRESS') return true;
  if (error.status !== undefined) return passingStatuses.has(error.status);
  return error.code === 'CONNECTION_LOST' || error.code === 'TIMEOUT';
}

/** The wait after so many failures, spread so that many clients do not come back in one moment. */
export function waitAfter(
  failures: number,
  { delayMs, delayMsMax }: RetryPolicy,
  error: unknown,
): number {
  const full = Math.min(delayMsMax, delayMs * 2 ** (failures - 1));
  const asked = error instanceof EstuaryError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return asked + full * (0.5 + Math.random() / 2);
}

/** Resolves after the time, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
