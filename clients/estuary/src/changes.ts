import { queryText } from './call-options.ts';
import type { ChangesOptions } from './call-options.ts';
import { lost } from './connection.ts';
import type { Connection } from './connection.ts';
import { startDeadline } from './deadline.ts';
import { EstuaryError } from './estuary-error.ts';
import type { Change, ChangeList, CollectionItem, Item } from './generated/api-types.ts';
import { readEvents } from './read-events.ts';
import type { ReceivedEvent } from './read-events.ts';
import { isPassing, pause, waitAfter } from './retry.ts';
import type { RetryPolicy } from './retry.ts';

/** What a feed tells. */
export type ChangeEvent =
  | Change
  /** All items follow, as they are. Comes again when the connection is lost among them. */
  | { readonly type: 'snapshot-begin' }
  | {
      readonly type: 'snapshot';
      readonly collection: string;
      readonly version: number;
      readonly item: Item | CollectionItem;
    }
  /** All were told; what follows are changes behind `seq`. */
  | { readonly type: 'snapshot-end'; readonly seq: number }
  /** Changes were missed that are not kept any more: read again what you know. */
  | { readonly type: 'reset'; readonly seq: number };

const defaultRetry: RetryPolicy = {
  attempts: Number.POSITIVE_INFINITY,
  delayMs: 100,
  delayMsMax: 10_000,
};
const SILENCE_MS_MAX = 45_000;

type Following = ChangesOptions & { readonly timeoutMs: number };

/**
 * All changes that match, in order, each once, over as many connections as it takes. Ends when the
 * signal aborts; throws what will not pass by waiting, such as a token that is refused.
 */
export async function* followChanges(
  connection: Connection,
  options: Following,
): AsyncGenerator<ChangeEvent, void, undefined> {
  const { signal } = options;
  const retry = { ...defaultRetry, ...options.retry };
  /** The last change that is known; undefined as long as a snapshot is not complete. */
  let position = options.since;
  let failures = 0;
  while (signal?.aborted !== true) {
    let cause: unknown;
    try {
      if (position === undefined && options.snapshot !== true) {
        position = await head(connection, options);
      }
      for await (const { event, seq } of connectOnce(connection, position, options)) {
        failures = 0;
        position = seq ?? position;
        yield event;
      }
    } catch (error) {
      // TypeScript cannot know that the signal may have aborted since it was asked.
      if (options.signal?.aborted === true) return;
      if (!mayPass(error)) throw error;
      cause = error;
    }
    failures += 1;
    if (failures >= retry.attempts) throw givenUp(failures, cause);
    await pause(waitAfter(failures, retry, cause), signal);
  }
}

/** Where the changes end now: to begin there loses nothing, though the first connection may be lost. */
async function head(connection: Connection, { signal }: Following): Promise<number> {
  const request = { method: 'GET', path: '/changes?since=now&wait=0' } as const;
  return ((await connection.call(request, signal)).json as ChangeList).next;
}

interface Told {
  readonly event: ChangeEvent;
  /** To go on behind; undefined for what has no place among the changes. */
  readonly seq: number | undefined;
}

async function* connectOnce(
  connection: Connection,
  position: number | undefined,
  options: Following,
): AsyncGenerator<Told, void, undefined> {
  const { signal, onLive, silenceMsMax = SILENCE_MS_MAX, timeoutMs, id, collection } = options;
  const deadline = startDeadline(timeoutMs, signal);
  const isAlive = (): void => deadline.extend(silenceMsMax);
  const start = position === undefined ? { snapshot: true } : { since: position };
  try {
    const path = `/changes${queryText({ ...start, id, collection })}`;
    const headers = position === undefined ? {} : { 'last-event-id': String(position) };
    const body = await connection.open(path, headers, deadline);
    isAlive();
    onLive?.();
    if (position === undefined) yield { event: { type: 'snapshot-begin' }, seq: undefined };
    for await (const received of readEvents(body, isAlive)) {
      const event = eventOf(received);
      if (event !== undefined) yield { event, seq: 'seq' in event ? event.seq : undefined };
    }
  } catch (error) {
    throw error instanceof EstuaryError ? error : lost(error, deadline.signal);
  } finally {
    deadline.clear();
  }
}

/** Undefined for events that say nothing of items. */
function eventOf({ event, data }: ReceivedEvent): ChangeEvent | undefined {
  switch (event) {
    case 'item.created':
    case 'item.updated':
    case 'item.deleted':
      return JSON.parse(data) as Change;
    case 'item.snapshot':
      return { type: 'snapshot', ...(JSON.parse(data) as SnapshotData) };
    case 'snapshot.end':
      return { type: 'snapshot-end', ...(JSON.parse(data) as { seq: number }) };
    case 'reset':
      return { type: 'reset', ...(JSON.parse(data) as { seq: number }) };
    default:
      return undefined;
  }
}

type SnapshotData = Omit<Extract<ChangeEvent, { readonly type: 'snapshot' }>, 'type'>;

/** A server in trouble answers 500 too; what the caller did wrong stays wrong. */
const mayPass = (error: unknown): boolean =>
  isPassing(error) || (error instanceof EstuaryError && (error.status ?? 0) >= 500);

function givenUp(attempts: number, cause: unknown): EstuaryError {
  if (cause instanceof EstuaryError) return cause;
  const message = `the server ended the feed ${attempts} times in a row`;
  return new EstuaryError({ code: 'CONNECTION_LOST', message });
}
