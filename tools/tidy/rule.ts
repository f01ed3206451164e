import type { Repository } from './repository.ts';

/** One thing a rule objects to. */
export interface Finding {
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly message: string;
  /** A warning is shown and forgiven. */
  readonly severity?: 'warning';
}

/** What a rule found, and how much it looked at: a rule that saw nothing has not passed. */
export interface Outcome {
  readonly seen: number;
  readonly findings: readonly Finding[];
}

/** One rule of the house. */
export interface Rule {
  readonly name: string;
  /** What it counts as seen, in the plural, such as `imports`. */
  readonly sees: string;
  readonly check: (repository: Repository) => Outcome;
}
