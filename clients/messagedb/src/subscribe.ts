import type { CallOptions, ConsumerGroup } from './call-options.ts';
import { lost } from './connection.ts';
import type { Connection } from './connection.ts';
import { startDeadline } from './deadline.ts';
import { MessageDbError } from './messagedb-error.ts';
import { readEvents } from './read-events.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryOptions, RetryPolicy } from './retry.ts';

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

export interface SubscribeOptions extends CallOptions {
  /** The first position wanted: of the stream, for other targets the global one. Default: all. */
  readonly position?: number;
  /** Told whenever the subscription is live: at the beginning, and after each lost connection. */
  readonly onLive?: () => void;
  /** How lost connections are made again. Default: for ever, 100 ms to 10 s apart. */
  readonly retry?: RetryOptions;
  /** A server that is silent for longer is left. It speaks every 15 s. Default 45 000. */
  readonly silenceMsMax?: number;
}

const defaultRetry: RetryPolicy = {
  attempts: Number.POSITIVE_INFINITY,
  delayMs: 100,
  delayMsMax: 10_000,
};
const SILENCE_MS_MAX = 45_000;

/**
 * Pokes of all messages that match, in order, each once, over as many connections as it takes: after
 * a lost one it goes on behind the last poke. Ends when the signal aborts; throws what will not pass
 * by waiting, such as a token that is refused.
 */
export async function* subscribe(
  connection: Connection,
  target: SubscribeTarget,
  options: SubscribeOptions & { readonly timeoutMs: number },
): AsyncGenerator<Poke, void, undefined> {
  const { signal } = options;
  const retry = { ...defaultRetry, ...options.retry };
  let from = options.position;
  let failures = 0;
  let isResumed = false;
  while (signal?.aborted !== true) {
    let cause: unknown;
    try {
      for await (const poke of connectOnce(connection, pathOf(target, from, isResumed), options)) {
        failures = 0;
        from = 1 + ('stream' in target ? poke.position : poke.globalPosition);
        isResumed = true;
        yield poke;
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
  path: string,
  options: SubscribeOptions & { readonly timeoutMs: number },
): AsyncGenerator<Poke, void, undefined> {
  const { signal, onLive, silenceMsMax = SILENCE_MS_MAX, timeoutMs } = options;
  const deadline = startDeadline(timeoutMs, signal);
  const isAlive = (): void => deadline.extend(silenceMsMax);
  try {
    const body = await connection.open(path, deadline);
    isAlive();
    onLive?.();
    for await (const { event, data } of readEvents(body, isAlive)) {
      if (event === 'poke') yield JSON.parse(data) as Poke;
    }
  } catch (error) {
    throw error instanceof MessageDbError ? error : lost(error, deadline.signal);
  } finally {
    deadline.clear();
  }
}

function pathOf(target: SubscribeTarget, from: number | undefined, isResumed: boolean): string {
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
