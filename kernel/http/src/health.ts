/** A check: resolves when the thing works, throws with a sentence for operators when it does not. */
export type HealthCheck = (signal: AbortSignal) => Promise<void>;

/** Outcome of one check. `error` is the sentence of the failure. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly durationMs: number;
}

/** Health as data: the service renders it in its own words. */
export interface HealthReport {
  readonly ok: boolean;
  /** In the order of registration. */
  readonly checks: readonly CheckResult[];
}

/** Bounds of one check. */
export interface CheckOptions {
  /** Longest run; longer counts as failed and aborts the signal. Default 5000. */
  readonly timeoutMs?: number;
  /** How long an outcome is believed without running again. Default 1000; 0 runs each time. */
  readonly cacheMs?: number;
}

/** A set of named checks. */
export interface Health {
  /** Adds a check, or replaces the one of that name. Returns a function that removes it. */
  register(name: string, check: HealthCheck, options?: CheckOptions): () => void;
  /** Runs all checks at the same time; a check already running is joined, a fresh outcome reused. */
  run(): Promise<HealthReport>;
}

/** Creates an empty set of checks. */
export function createHealth(): Health {
  const checks = new Map<string, () => Promise<CheckResult>>();
  return {
    register(name, check, options = {}) {
      const run = cached(
        () => runCheck(name, check, options.timeoutMs ?? 5000),
        options.cacheMs ?? 1000,
      );
      checks.set(name, run);
      return () => {
        if (checks.get(name) === run) checks.delete(name);
      };
    },
    async run() {
      const results = await Promise.all(Array.from(checks.values(), (run) => run()));
      return { ok: results.every((result) => result.ok), checks: results };
    },
  };
}

/** Lets callers share a run, and its outcome for `cacheMs` after it. */
function cached(run: () => Promise<CheckResult>, cacheMs: number): () => Promise<CheckResult> {
  let shared: Promise<CheckResult> | undefined;
  let freshUntil = Number.POSITIVE_INFINITY;
  return () => {
    if (shared === undefined || performance.now() >= freshUntil) {
      freshUntil = Number.POSITIVE_INFINITY;
      shared = run().finally(() => {
        freshUntil = performance.now() + cacheMs;
      });
    }
    return shared;
  };
}

async function runCheck(name: string, check: HealthCheck, timeoutMs: number): Promise<CheckResult> {
  const startedMs = performance.now();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    await Promise.race([invoke(check, controller.signal), timeout]);
    return { name, ok: true, durationMs: performance.now() - startedMs };
  } catch (error) {
    const durationMs = performance.now() - startedMs;
    return { name, ok: false, error: sentenceOf(error), durationMs };
  } finally {
    clearTimeout(timer);
  }
}

/** Turns a check that throws instead of rejecting into one that rejects. */
async function invoke(check: HealthCheck, signal: AbortSignal): Promise<void> {
  await check(signal);
}

function sentenceOf(error: unknown): string {
  const sentence = error instanceof Error ? error.message : String(error);
  return sentence === '' ? 'failed' : sentence;
}
