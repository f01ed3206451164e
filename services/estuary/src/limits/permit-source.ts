/**
 * Permits of clients, which several instances take out of one allowance (contract B2). Whoever has
 * taken some may spend them without asking again.
 */
export interface PermitSource {
  /**
   * Takes `wanted` permits of a client, or what is left of them; some more where plenty is left. The
   * window of the client begins with the first.
   */
  lease(client: string, wanted: number): Promise<Lease>;
}

/** What was taken. Permits never come back: what nobody spends is lost with its window. */
export interface Lease {
  readonly permits: number;
  /** What is left for everybody after these. */
  readonly left: number;
  /** How long the window still runs, in milliseconds, reckoned from when it was asked for at the latest. */
  readonly endsInMs: number;
}
