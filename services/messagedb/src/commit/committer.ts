import { isFault } from '@aquifer/service';
import type { Append, AppendedGroup, AppendOutcome } from '../append/append.ts';
import { fault } from '../faults.ts';
import type { MessageLog } from '../store/message-store.ts';
import { appendPatiently } from './append-patiently.ts';
import { Backlog, namespaceBounds } from './backlog.ts';

/** Writes of one namespace, gathered into groups that are committed together. */
export interface Committer {
  /** Resolves when the append is durable, or refused. Throws Faults of the store, and `overloaded`. */
  append(append: Append): Promise<AppendOutcome>;
}

export interface CommitterOptions {
  readonly log: MessageLog;
  /** What waits in all namespaces. */
  readonly whole: Backlog;
  /** Told of every group that was stored, before the writers are. */
  readonly onCommitted: (group: AppendedGroup) => void;
}

/** What a message takes in memory besides its data: its id, its type, its place among the others. */
const MESSAGE_CHARACTERS = 200;

/** A group takes no more than this, so that nobody waits long for the writes of others. */
const GROUP_MESSAGES_MAX = 500;
const GROUP_CHARACTERS_MAX = 4 * 1024 * 1024;

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
export function createCommitter({ log, whole, onCommitted }: CommitterOptions): Committer {
  const backlog = new Backlog(namespaceBounds, whole);
  let waiting: Waiting[] = [];
  let isRunning = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = takeGroup(waiting);
      waiting = waiting.slice(group.length);
      await commit(group);
    }
    isRunning = false;
  };

  /** Resolves with whether anything could be stored. */
  const commit = async (group: readonly Waiting[], mayDivide = true): Promise<boolean> => {
    try {
      const appended = await appendPatiently(
        log,
        group.map(({ append }) => append),
      );
      onCommitted(appended);
      for (const [index, { characters, resolve }] of group.entries()) {
        backlog.leave(characters);
        resolve(appended.outcomes[index] as AppendOutcome);
      }
      return true;
    } catch (error) {
      if (mayDivide && group.length > 1 && isOfOne(error)) {
        // The others are not to suffer for it. But when nothing of one half could be stored and the
        // other is refused as well, it was not one of them.
        const middle = group.length >> 1;
        const isFirstStored = await commit(group.slice(0, middle));
        const isSecondStored = await commit(group.slice(middle), isFirstStored);
        return isFirstStored || isSecondStored;
      }
      for (const { characters, reject } of group) {
        backlog.leave(characters);
        reject(error);
      }
      return false;
    }
  };

  return {
    append: (append) =>
      new Promise((resolve, reject) => {
        const characters = charactersOf(append);
        if (!backlog.enter(characters)) {
          reject(fault('overloaded'));
          return;
        }
        waiting.push({ append, characters, resolve, reject });
        if (isRunning) return;
        isRunning = true;
        // After the requests of this turn were read, so that they share a transaction.
        setImmediate(() => void run());
      }),
  };
}

/** Whether one append of a group may be what the store cannot take. */
const isOfOne = (error: unknown): boolean =>
  isFault(error) && (error.code === 'store_failed' || error.code === 'invalid_request');

function takeGroup(waiting: readonly Waiting[]): readonly Waiting[] {
  let [count, messages, size] = [0, 0, 0];
  for (const { append, characters } of waiting) {
    messages += append.messages.length;
    size += characters;
    const isTooMuch = messages > GROUP_MESSAGES_MAX || size > GROUP_CHARACTERS_MAX;
    if (count > 0 && isTooMuch) break;
    count += 1;
  }
  return waiting.slice(0, count);
}

function charactersOf({ messages }: Append): number {
  return messages.reduce(
    (sum, { data, metadata }) => sum + MESSAGE_CHARACTERS + data.length + (metadata?.length ?? 0),
    0,
  );
}
