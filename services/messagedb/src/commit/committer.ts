import { isFault } from '@aquifer/service';
import type { Append, AppendedGroup, AppendOutcome } from '../append/append.ts';
import { fault } from '../faults.ts';
import type { MessageLog } from '../store/message-store.ts';
import { appendPatiently } from './append-patiently.ts';

/** Writes of one namespace, gathered into groups that are committed together. */
export interface Committer {
  /** Resolves when the append is durable, or refused. Throws Faults of the store, and `overloaded`. */
  append(append: Append): Promise<AppendOutcome>;
}

export interface CommitterOptions {
  readonly log: () => MessageLog;
  /** Told of every group that was stored, before the writers are. */
  readonly onCommitted: (group: AppendedGroup) => void;
}

/** A group takes no more than this, so that nobody waits long for the writes of others. */
const GROUP_MESSAGES_MAX = 500;
const GROUP_CHARACTERS_MAX = 4 * 1024 * 1024;
/** Above this, more is refused rather than kept in memory. */
const WAITING_APPENDS_MAX = 20_000;
const WAITING_CHARACTERS_MAX = 256 * 1024 * 1024;

interface Waiting {
  readonly append: Append;
  readonly characters: number;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction at a time: what is asked for while it runs makes the next group, in the order of
 * asking. So a lone write does not wait, and under load a sync of the disk serves many.
 */
export function createCommitter({ log, onCommitted }: CommitterOptions): Committer {
  let waiting: Waiting[] = [];
  let characters = 0;
  let isRunning = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = takeGroup();
      await commit(group);
    }
    isRunning = false;
  };

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const appended = await appendPatiently(
        log(),
        group.map(({ append }) => append),
      );
      onCommitted(appended);
      for (const [index, { resolve }] of group.entries()) {
        resolve(appended.outcomes[index] as AppendOutcome);
      }
    } catch (error) {
      if (group.length > 1 && isFault(error) && error.code === 'store_failed') {
        // One of them may be what the store cannot take; the others are not to suffer for it.
        const middle = group.length >> 1;
        await commit(group.slice(0, middle));
        await commit(group.slice(middle));
      } else for (const { reject } of group) reject(error);
    }
  };

  const takeGroup = (): Waiting[] => {
    let [count, messages, size] = [0, 0, 0];
    for (const next of waiting) {
      messages += next.append.messages.length;
      const isTooMuch =
        messages > GROUP_MESSAGES_MAX || size + next.characters > GROUP_CHARACTERS_MAX;
      if (count > 0 && isTooMuch) break;
      count += 1;
      size += next.characters;
    }
    characters -= size;
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  };

  return {
    append: (append) =>
      new Promise((resolve, reject) => {
        const size = sizeOf(append);
        if (waiting.length >= WAITING_APPENDS_MAX || characters + size > WAITING_CHARACTERS_MAX) {
          reject(fault('overloaded'));
          return;
        }
        waiting.push({ append, characters: size, resolve, reject });
        characters += size;
        if (isRunning) return;
        isRunning = true;
        // After the requests of this turn were read, so that they share a transaction.
        setImmediate(() => void run());
      }),
  };
}

function sizeOf({ messages }: Append): number {
  return messages.reduce(
    (sum, { data, metadata }) => sum + data.length + (metadata?.length ?? 0),
    0,
  );
}
