import type { RunOptions } from '../connector.ts';
import { StatementFailure } from './failure.ts';

/**
 * The time one write may take, over all its statements: what is left of it, asked before each of
 * them. Throws StatementFailure when nothing is left. Undefined: there is no limit.
 */
export const writeBudget = (timeoutMs: number | undefined): (() => RunOptions) => {
  if (timeoutMs === undefined) return () => ({});
  const deadline = performance.now() + timeoutMs;
  return () => {
    const leftMs = Math.ceil(deadline - performance.now());
    if (leftMs <= 0) throw new StatementFailure('timeout');
    return { timeoutMs: leftMs };
  };
};
