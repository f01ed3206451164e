import type { ConsumerGroup } from './call-options.ts';
import { lost } from './connection.ts';
import type { Connection } from './connection.ts';
import { startDeadline } from './deadline.ts';
import { MessageDbError } from './messagedb-error.ts';
import { readEvents } from './read-events.ts';
import type { EventBlock } from './read-events.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryPolicy } from './retry.ts';

/** Notice of a message that was written; its data is to be read. */
export interface Poke {
  readonly stream: string;
  readonly position: number;
  readonly globalPosition: number;
}

/** What is subscribed to. */
export type SubscribeTarget =
  | { readonly stream: string }
  | { readonly category: string; readonly consumerGroup?: ConsumerGroup }
  /** Everything that is written from now on; with `catchup`, also what is stored already. */
  | { readonly all: true; readonly catchup?: boolean };

export interface FollowOptions {
  readonly position?: number;
  readonly signal?: AbortSignal | undefined;
  readonly retry: RetryPolicy;
  readonly silenceMsMax: number;
  /** For each connection until its answer begins. */
  readonly timeoutMs: number;
}

/** Where a connection begins, and whether it goes on from an earlier one. */
interface Start {
  readonly from: number | undefined;
  readonly isResumed: boolean;
}

/** What a connection brings at a time. */
interface News {
  readonly isLive: boolean;
  readonly poke: Poke | undefined;
  /** Where to go on from here; undefined when nothing was said about it. */
  readonly from: number | undefined;
}

/** What happens over one connection after another: each goes live, then brings its pokes. */
export async function* follow(
  connection: Connection,
  target: SubscribeTarget,
  options: FollowOptions,
): AsyncGenerator<Poke | 'live', void, undefined> {
  const { signal, retry } = options;
  let start: Start = { from: options.position, isResumed: false };
  let failures = 0;
  while (signal?.aborted !== true) {
    let cause: unknown;
    try {
      for await (const { isLive, poke, from } of connectOnce(connection, target, start, options)) {
        if (from !== undefined) start = { from, isResumed: true };
        if (isLive) {
          failures = 0;
          yield 'live';
        }
        if (poke !== undefined) yield poke;
      }
    } catch (error) {
      // TypeScript cannot know that the signal may have aborted since it was asked.
      if (options.signal?.aborted === true) return;
      if (!mayPass(error)) throw error;
      cause = error;
    }
    failures += 1;
    if (failures >= retry.attempts) throw givenUp(failures, cause);
    await pause(waitAfter(failures, retry), signal);
  }
}

async function* connectOnce(
  connection: Connection,
  target: SubscribeTarget,
  start: Start,
  { signal, silenceMsMax, timeoutMs }: FollowOptions,
): AsyncGenerator<News, void, undefined> {
  const deadline = startDeadline(timeoutMs, signal);
  try {
    const body = await connection.subscribe(pathOf(target, start), deadline);
    const waits = {
      onWait: () => deadline.extend(silenceMsMax),
      onBytes: () => deadline.pause(),
    };
    for await (const block of readEvents(body, waits)) yield newsOf(block, target);
  } catch (error) {
    throw error instanceof MessageDbError ? error : lost(error, deadline.signal);
  } finally {
    deadline.clear();
  }
}

function newsOf({ event, data, id, comment }: EventBlock, target: SubscribeTarget): News {
  const isLive = comment === 'ready';
  if (event === 'poke') {
    const poke = JSON.parse(data) as Poke;
    return { isLive, poke, from: 1 + ('stream' in target ? poke.position : poke.globalPosition) };
  }
  // Whoever follows what is written from now on is told where that is.
  const from = id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined;
  return { isLive, poke: undefined, from };
}

function pathOf(target: SubscribeTarget, { from, isResumed }: Start): string {
  const query = new URLSearchParams();
  if ('stream' in target) query.set('stream', target.stream);
  else if ('category' in target) {
    query.set('category', target.category);
    if (target.consumerGroup !== undefined) {
      query.set('consumer', String(target.consumerGroup.member));
      query.set('size', String(target.consumerGroup.size));
    }
  } else {
    query.set('all', 'true');
    // What was written while there was no connection is stored by now.
    if (target.catchup === true || isResumed) query.set('catchup', 'true');
  }
  if (from !== undefined) query.set('position', String(from));
  return `/subscribe?${query.toString()}`;
}

/** A server in trouble answers 500 too; what the caller did wrong stays wrong. */
const mayPass = (error: unknown): boolean =>
  isPassing(error) || (error instanceof MessageDbError && (error.status ?? 0) >= 500);

function givenUp(attempts: number, cause: unknown): MessageDbError {
  if (cause instanceof MessageDbError) return cause;
  const message = `the server ended the subscription ${attempts} times in a row`;
  return new MessageDbError({ code: 'CONNECTION_LOST', message });
}
