/** Outcome of one check. `error` is a sentence for operators. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly durationMs: number;
}

/** Health as data: the service renders it in its own words. */
export interface HealthReport {
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

export interface CheckOptions {
  /** Longest run; longer counts as failed and aborts the signal. Default 5000. */
  readonly timeoutMs?: number;
  /** How long an outcome is believed without running again. Default 1000; 0 runs each time. */
  readonly cacheMs?: number;
}

/** A set of named checks. */
export interface Health {
  /** Adds a check, or replaces the one of that name. Returns a function that removes it. */
  register(
    name: string,
    check: (signal: AbortSignal) => Promise<void>,
    options?: CheckOptions,
  ): () => void;
  /** Runs all checks at the same time; a check already running is joined, a fresh outcome reused. */
  run(): Promise<HealthReport>;
}

/** Creates an empty set of checks. */
export function createHealth(): Health {
  return {
    register: () => () => undefined,
    run: async () => ({ ok: true, checks: [] }),
  };
}
