import type { Lease, PermitSource } from './permit-source.ts';
import type { LocalRateLimiter, RateLimit, RateLimiter, RateVerdict } from './rate-limiter.ts';
import { CLIENTS_MAX } from './rate-limiter.ts';
import { WindowMap } from './window-map.ts';

export interface SharedRateLimiterOptions extends RateLimit {
  readonly source: PermitSource;
  /** Counts while the source cannot be reached: better each instance by itself than nobody at all. */
  readonly fallback: LocalRateLimiter;
  /** Told when the source begins to fail, and when it is back. */
  readonly onSource: (state: 'failed' | 'back', error?: unknown) => void;
  /** Milliseconds that only grow; the process's own by default. */
  readonly now?: () => number;
}

/** How long the source is left alone after it failed, and then between two tries, in milliseconds. */
const PAUSE_MS = 5000;

/**
 * One allowance for all instances that share a source. Requests are decided here, out of permits
 * taken from there in advance; only a client without any makes its requests wait.
 */
export function createSharedRateLimiter(options: SharedRateLimiterOptions): RateLimiter {
  const { now = () => performance.now() } = options;
  return new SharedRateLimiter({ ...options, now });
}

/** What this instance knows of a client's window. */
interface Allowance {
  endsAt: number;
  /** Taken by this instance and not yet spent. */
  permits: number;
  /** What nobody had taken when this instance last asked. */
  left: number;
}

/** Requests that wait for permits of one client. */
interface Queue {
  waiting: number;
  leasing: Promise<Allowance> | undefined;
}

class SharedRateLimiter implements RateLimiter {
  readonly #options: SharedRateLimiterOptions & { readonly now: () => number };
  readonly #allowances = new WindowMap<Allowance>(CLIENTS_MAX);
  readonly #queues = new Map<string, Queue>();
  #pausedUntil = -Infinity;
  #isFailing = false;

  constructor(options: SharedRateLimiterOptions & { readonly now: () => number }) {
    this.#options = options;
  }

  take(client: string): RateVerdict | Promise<RateVerdict> {
    const at = this.#options.now();
    const allowance = this.#allowances.get(client);
    if (allowance !== undefined && allowance.endsAt > at) {
      const verdict = this.#spend(allowance, at);
      if (verdict !== undefined) return verdict;
    }
    if (at < this.#pausedUntil) return this.#options.fallback.take(client);
    // One request finds out whether the source is back; the others do not wait for it.
    if (this.#isFailing) this.#pausedUntil = at + PAUSE_MS;
    return this.#wait(client);
  }

  /** Decides by what is here; undefined when the source has to be asked. */
  #spend(allowance: Allowance, at: number): RateVerdict | undefined {
    const allowed = allowance.permits > 0;
    if (!allowed && allowance.left > 0) return undefined;
    if (allowed) allowance.permits -= 1;
    return {
      allowed,
      limit: this.#options.maxRequests,
      remaining: allowance.permits + allowance.left,
      resetSeconds: Math.max(1, Math.ceil((allowance.endsAt - at) / 1000)),
    };
  }

  async #wait(client: string): Promise<RateVerdict> {
    const queue = this.#queues.get(client) ?? { waiting: 0, leasing: undefined };
    this.#queues.set(client, queue);
    queue.waiting += 1;
    try {
      for (;;) {
        const allowance = await (queue.leasing ??= this.#lease(client, queue));
        // Even if its window ended on the way: what was given may be spent.
        const verdict = this.#spend(allowance, this.#options.now());
        if (verdict !== undefined) return verdict;
      }
    } catch (error) {
      this.#pause(error);
      return this.#options.fallback.take(client);
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(client);
    }
  }

  async #lease(client: string, queue: Queue): Promise<Allowance> {
    // Reckoned from here the window ends too early rather than too late, when another has begun.
    const askedAt = this.#options.now();
    try {
      const lease = await this.#options.source.lease(client, queue.waiting);
      if (this.#isFailing) this.#resume();
      return this.#keep(client, lease, askedAt);
    } finally {
      queue.leasing = undefined;
    }
  }

  #keep(client: string, { permits, left, endsInMs }: Lease, askedAt: number): Allowance {
    const next = { endsAt: askedAt + endsInMs, permits, left };
    const known = this.#allowances.get(client);
    // More is asked for only when all is spent or over: no permit is forgotten here.
    if (known !== undefined && known.endsAt > askedAt) return Object.assign(known, next);
    this.#allowances.begin(client, next, askedAt);
    return next;
  }

  #resume(): void {
    this.#isFailing = false;
    this.#pausedUntil = -Infinity;
    this.#options.onSource('back');
  }

  #pause(error: unknown): void {
    this.#pausedUntil = this.#options.now() + PAUSE_MS;
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#options.onSource('failed', error);
  }
}
