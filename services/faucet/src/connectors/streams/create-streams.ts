import { fault } from '../../faults.ts';
import type { RunOptions } from '../connector.ts';
import { paceStream, type StartStream } from './pace-stream.ts';
import { createPlaces } from './places.ts';

/** The streams of one database: see `createStreams`. */
export interface Streams {
  /**
   * Begins a stream when there is a place for it. Throws streams_busy, query_timeout (no rows for
   * `timeoutMs`), stream_stalled (a reader who takes nothing), and what the stream throws.
   */
  open(start: StartStream, run?: RunOptions): AsyncGenerator<string, void, undefined>;
}

/** How long a reader may wait for a place, and how long a chunk may wait for its reader. */
export interface StreamPatience {
  readonly placeMs: number;
  readonly readerMs: number;
}

/**
 * An export that waits for another one is worth more patience than a statement is. HTTP cuts a
 * connection that takes no byte for FAUCET_SERVER_WRITE_TIMEOUT; five minutes for a chunk also end
 * one that takes a byte now and then.
 */
const patienceOfAll: StreamPatience = { placeMs: 30_000, readerMs: 300_000 };

/**
 * Streams hold a connection for as long as their readers like, so they get three of four
 * connections at most, and statements always find one that no stream holds. Of a single connection
 * there is nothing to share: there a stream and statements wait for each other.
 */
export const createStreams = (
  connectionsMax: number,
  { placeMs, readerMs }: StreamPatience = patienceOfAll,
): Streams => {
  const max = Math.max(1, connectionsMax - Math.ceil(connectionsMax / 4));
  const places = createPlaces(max);
  return {
    async *open(start, run = {}) {
      const leave = await places.take(placeMs, run.signal);
      if (leave === undefined) throw refusal(max, run.signal);
      yield* paceStream(start, run, readerMs, leave);
    },
  };
};

const refusal = (count: number, signal: AbortSignal | undefined): unknown =>
  signal?.aborted === true
    ? signal.reason
    : fault('streams_busy', { count }, { context: { retry_after: retryAfterSeconds } });

/** An export seldom ends sooner. */
const retryAfterSeconds = 10;
