import { isFault } from '@aquifer/service';
import type { Log } from '@aquifer/service';
import type { ConvexDocuments } from './convex-documents.ts';
import type { PlainItems } from './plain-items.ts';
import type { WholeDocuments } from './whole-documents.ts';

export interface Functions {
  readonly whole: WholeDocuments;
  readonly plain: PlainItems;
}

/** How long a deployment passes for one without our functions, in milliseconds. */
const PLAIN_MS = 60_000;

/**
 * Finds out which functions a deployment has when they are first needed: ours, for good, or those
 * that every one has to have, until it is time to look again.
 */
export function chooseFunctions(
  { whole, plain }: Functions,
  log: Log,
): () => Promise<ConvexDocuments> {
  let chosen: Promise<ConvexDocuments> | undefined;
  let plainUntil = Number.POSITIVE_INFINITY;
  let isWarned = false;

  const look = async (): Promise<ConvexDocuments> => {
    try {
      await whole.head();
      return whole;
    } catch (error) {
      // A deployment for production says of no failure what it was, unless it is asked with a deploy
      // key. So what fails while plain functions answer is taken for missing.
      if (!isFault(error) || error.code !== 'store_failed') throw error;
      await plain.check();
      plainUntil = performance.now() + PLAIN_MS;
      if (!isWarned) log.warn({ err: error }, SENTENCE);
      isWarned = true;
      return plain;
    }
  };
  return () => {
    if (performance.now() > plainUntil) chosen = undefined;
    if (chosen === undefined) {
      plainUntil = Number.POSITIVE_INFINITY;
      chosen = look();
      // Whoever asked is told; the next one looks again.
      chosen.catch(() => (chosen = undefined));
    }
    return chosen;
  };
}

const SENTENCE =
  'the Convex deployment does not have the functions of deploy/estuary/convex: what needs them is refused until they are deployed';
