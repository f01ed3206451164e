import { fault } from '../../faults.ts';

/** The newest version this process has heard of, and since when it hears nothing. */
export interface KnownVersion {
  /** Throws config_store_unavailable after {@link SILENCE_MS_MAX} without a word. */
  now(): number;
  /** A version that was just written or asked for. */
  hear(version: number): void;
  /** A version from a notification, which may come later than a newer answer. */
  hearNotified(version: number): void;
  /** Counts what was heard: an answer older than the newest word must not replace it. */
  readonly heard: number;
  add(changed: () => void): () => void;
}

/**
 * While the store is away nobody can change it through us, so serving goes on with
 * what is known. But the store may be away only for this replica: after this time
 * a key revoked elsewhere must not work here any longer.
 */
export const SILENCE_MS_MAX = 60_000;

export function createKnownVersion(first: number, clock: () => number = Date.now): KnownVersion {
  const watchers = new Set<() => void>();
  let version = first;
  let heard = 0;
  let heardAt = clock();
  const hear = (next: number): void => {
    heard += 1;
    heardAt = clock();
    if (next === version) return;
    version = next;
    for (const changed of watchers) changed();
  };
  return {
    now() {
      if (clock() - heardAt > SILENCE_MS_MAX) throw fault('config_store_unavailable');
      return version;
    },
    hear,
    hearNotified: (next) => hear(Math.max(next, version)),
    get heard() {
      return heard;
    },
    add(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}
