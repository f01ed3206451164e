/** Which statements have proven fast. */
export interface StatementSpeeds {
  record(sql: string, tookMs: number): void;
  /** It took long; it has to prove itself again. */
  forget(sql: string): void;
  isFast(sql: string): boolean;
}

/** A statement is fast after so many quick runs without a slow one between them. */
const runsNeeded = 3;
/** A busy machine makes any run take long now and then, so those between count for nothing. */
const quickMs = 25;
const slowMs = 250;
/** Texts remembered; a flood of different ones starts anew. */
const textsMax = 5000;

export function createStatementSpeeds(): StatementSpeeds {
  const fastRuns = new Map<string, number>();
  return {
    record(sql, tookMs) {
      if (fastRuns.size >= textsMax) fastRuns.clear();
      if (tookMs < quickMs) fastRuns.set(sql, (fastRuns.get(sql) ?? 0) + 1);
      else if (tookMs > slowMs) fastRuns.delete(sql);
    },
    forget: (sql) => void fastRuns.delete(sql),
    isFast: (sql) => (fastRuns.get(sql) ?? 0) >= runsNeeded,
  };
}
