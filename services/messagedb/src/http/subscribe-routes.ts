import { openEventStream } from '@aquifer/http';
import type { EventStream, ServerEvent } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MessageDb } from '../messagedb.ts';
import type { Notice } from '../model/message.ts';
import type { NoticeFilter } from '../store/message-store.ts';
import { placeOf } from '../subscriptions/filter.ts';
import type { Subscription } from '../subscriptions/subscriptions.ts';
import { parseSubscription } from './parse-subscription.ts';
import { factsOf } from './route.ts';
import type { Route } from './route.ts';

/** `GET /subscribe`: a poke for every message that is written (contract §9). */
export const subscribeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscribe',
    access: 'caller',
    summary: 'Server-sent events for a stream, a category or everything',
    handle: subscribe,
  },
];

const RECONNECT_MS = 2_000;
/**
 * What is sent in one piece, in characters of names: all that waits in memory for a slow reader.
 * Even if each takes six bytes, far below what an event stream cuts its reader for.
 */
const PIECE_CHARACTERS = 64 * 1024;

async function subscribe(
  messageDb: MessageDb,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { namespace } = factsOf(request).caller;
  const { filter, from, replays } = parseSubscription(
    request.query as Readonly<Record<string, unknown>>,
    request.headers['last-event-id'],
  );
  const left = new AbortController();
  const subscription = await messageDb.subscriptions.open({
    namespace,
    filter,
    from,
    replays,
    signal: left.signal,
  });
  const stream = openEventStream(request, reply, {
    retryMs: RECONNECT_MS,
    // Who asked for what is to come cannot know where that begins, and may be cut off before a poke.
    ...(replays ? {} : { startId: String(subscription.from) }),
    // Clients wait for it: from here on nothing is missed.
    greeting: 'ready',
    heartbeatMs: messageDb.heartbeatMs,
    headers: {
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
    },
  });
  void stream.closed.then(() => left.abort());
  await feed(messageDb, stream, filter, subscription.notices);
}

async function feed(
  { log }: MessageDb,
  stream: EventStream,
  filter: NoticeFilter,
  notices: Subscription['notices'],
): Promise<void> {
  try {
    for await (const some of notices) {
      for (const piece of piecesOf(some)) {
        await stream.sendAll(piece.map((notice) => poke(filter, notice)));
      }
    }
  } catch (error) {
    // The client comes back with its last id and misses nothing.
    if (!stream.signal.aborted) {
      log.warn({ err: error }, 'a subscription ended because the store could not be read');
    }
  } finally {
    stream.close();
  }
}

/** Names of streams can be long, so a thousand notices may be more than a piece. */
function* piecesOf(notices: readonly Notice[]): Generator<readonly Notice[]> {
  let [start, size] = [0, 0];
  for (const [index, { streamName }] of notices.entries()) {
    size += streamName.length;
    if (size < PIECE_CHARACTERS) continue;
    yield notices.slice(start, index + 1);
    [start, size] = [index + 1, 0];
  }
  if (start < notices.length) yield notices.slice(start);
}

/** `id` is where a client that comes back wants to go on. */
function poke(filter: NoticeFilter, notice: Notice): ServerEvent {
  const { streamName, position, globalPosition } = notice;
  return {
    id: String(placeOf(filter, notice) + 1),
    event: 'poke',
    data: { stream: streamName, position, globalPosition },
  };
}
