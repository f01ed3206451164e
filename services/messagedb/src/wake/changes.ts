import type { Change } from './wake.ts';

/** How long calls are gathered, in milliseconds: short against what a person notices. */
const GATHER_MS = 5;

/** Changes that wait to be told, each once. */
export interface Changes {
  add(change: Change): void;
  /** Tells what waits, and takes no more. */
  close(): Promise<void>;
}

/**
 * Gathers changes and tells them together, one call at a time, so that a busy namespace costs its
 * writers nothing. The first call after a pause goes out at once.
 */
export function gatherChanges(tell: (changes: readonly Change[]) => Promise<void>): Changes {
  const waiting = new Map<string, Change>();
  let running: Promise<void> | undefined;
  let isClosed = false;

  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      const changes = [...waiting.values()];
      waiting.clear();
      await tell(changes);
      if (!isClosed) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
    running = undefined;
  };
  return {
    add(change) {
      if (isClosed) return;
      waiting.set(`${change.kind} ${change.namespace}`, change);
      running ??= run();
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}

/** The text of a change on the wire, and back; undefined for what no release of ours writes. */
export const encodeChange = ({ kind, namespace }: Change): string => `${kind}:${namespace}`;

export function decodeChange(text: string): Change | undefined {
  const [, kind, namespace] = /^(written|changed):(.+)$/.exec(text) ?? [];
  if (namespace === undefined) return undefined;
  return { kind: kind === 'written' ? 'written' : 'changed', namespace };
}
