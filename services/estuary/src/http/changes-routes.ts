import { openEventStream } from '@aquifer/http';
import type { EventStream, ServerEvent } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChangeTail } from '../changes/change-tail.ts';
import { followChanges } from '../changes/follow-changes.ts';
import type { FollowOptions, Told } from '../changes/follow-changes.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { renderDocument } from '../items/render-document.ts';
import { timeText } from '../items/time-text.ts';
import { isPublished } from '../model/document.ts';
import type { Change } from '../model/document.ts';
import type { ChangeFilter } from '../store/document-store.ts';
import { ownerOf } from './owner.ts';
import { lastOf } from './page-query.ts';
import type { Query } from './page-query.ts';
import type { Route } from './route.ts';

/** Live changes (contract B6). */
export const changesRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/changes',
    operation: 'followChanges',
    summary: 'Follow changes as server-sent events, or with wait= as one answer',
    handle: changes,
  },
];

const RECONNECT_MS = 2_000;
/** Sent in one piece at most, and a little more: a slow reader is to be waited for, not cut (contract B6). */
const PIECE_CHARS = 128 * 1024;
export const WAIT_SECONDS_MAX = 60;

type RenderedEvent = ServerEvent & { readonly data: string };

async function changes(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const query = request.query as Query;
  const owner = ownerOf(estuary, request);
  const filter = { ...readFilter(query), ...(owner === undefined ? {} : { owner }) };
  const wait = readWait(query);
  const start = readStart(query, request.headers['last-event-id']);
  if (wait !== undefined) {
    const { tail, leave } = await estuary.tail.follow();
    return poll(tail, reply, { start, filter, wait }).finally(leave);
  }
  const { feeds, settings } = estuary;
  if (feeds.count >= settings.sseMaxConnections) {
    throw fault('too_many_feeds', { limit: settings.sseMaxConnections });
  }
  feeds.count += 1;
  try {
    const { tail, leave } = await estuary.tail.follow();
    const stream = openEventStream(request, reply, {
      retryMs: RECONNECT_MS,
      endsOnDrain: false,
    });
    sayByeOnDrain(stream);
    await feed(estuary, stream, { tail, filter, from: start, signal: stream.signal }).finally(
      leave,
    );
  } finally {
    feeds.count -= 1;
  }
  return reply;
}

/** Another instance may be there at once; this one not before it has started again (contract B6, §18). */
function sayByeOnDrain(stream: EventStream): void {
  const { draining, signal } = stream;
  const sayBye = (): void => {
    void stream.send({ event: 'bye', data: {}, retryMs: RECONNECT_MS });
    stream.close();
  };
  if (draining.aborted) {
    sayBye();
    return;
  }
  draining.addEventListener('abort', sayBye, { once: true });
  signal.addEventListener('abort', () => draining.removeEventListener('abort', sayBye));
}

async function feed(
  { store, logs }: Estuary,
  stream: EventStream,
  options: Omit<FollowOptions, 'log'>,
): Promise<void> {
  try {
    for await (const told of followChanges({ log: store.changes, ...options })) {
      for (const events of inPieces(eventsOf(told))) await stream.sendAll(events);
    }
  } catch (error) {
    // The client comes back with its last id and misses nothing.
    if (!stream.signal.aborted) logs.app.warn({ err: error }, 'a change feed was cut');
  } finally {
    stream.close();
  }
}

function* inPieces(events: Iterable<RenderedEvent>): Generator<RenderedEvent[]> {
  let piece: RenderedEvent[] = [];
  let chars = 0;
  for (const event of events) {
    piece.push(event);
    chars += event.data.length;
    if (chars < PIECE_CHARS) continue;
    yield piece;
    piece = [];
    chars = 0;
  }
  if (piece.length > 0) yield piece;
}

/** Without what is ours alone. */
const published = <One extends { readonly collection: string }>(all: readonly One[]): One[] =>
  all.filter(({ collection }) => isPublished(collection));

function* eventsOf(told: Told): Generator<RenderedEvent> {
  switch (told.kind) {
    case 'changes':
      for (const change of published(told.changes)) {
        const event = `item.${change.type}`;
        yield { id: String(change.seq), event, data: renderChange(change) };
      }
      return;
    case 'snapshot':
      for (const document of published(told.documents)) {
        const { collection, version } = document;
        const item = renderDocument(document);
        const data = `{"collection":"${collection}","version":${version},"item":${item}}`;
        yield { event: 'item.snapshot', data };
      }
      return;
    case 'snapshot-end':
      yield { id: String(told.seq), event: 'snapshot.end', data: `{"seq":${told.seq}}` };
      return;
    case 'reset':
      yield { id: String(told.seq), event: 'reset', data: `{"seq":${told.seq}}` };
  }
}

function renderChange({ seq, type, collection, id, version, document, at }: Change): string {
  const item = document === null ? 'null' : renderDocument(document);
  return `{"seq":${seq},"type":"${type}","collection":"${collection}","id":"${id}","version":${version},"item":${item},"at":"${timeText(at)}"}`;
}

interface PollOptions {
  readonly start: FollowOptions['from'];
  readonly filter: ChangeFilter;
  /** In seconds. */
  readonly wait: number;
}

/** One answer: what is there behind `since`, or what comes within the time. */
async function poll(
  tail: ChangeTail,
  reply: FastifyReply,
  { start, filter, wait }: PollOptions,
): Promise<FastifyReply> {
  let after = typeof start === 'number' ? start : tail.head;
  const patience = AbortSignal.timeout(wait * 1000);
  for (;;) {
    const page = await tail.read(after, filter);
    if (page === undefined) {
      return reply.send({ changes: [], next: tail.head, reset: true });
    }
    const shown = published(page.changes);
    if (shown.length > 0 || patience.aborted) {
      const list = shown.map((change) => renderChange(change)).join(',');
      return reply
        .header('content-type', 'application/json')
        .serializer(String)
        .send(`{"changes":[${list}],"next":${page.upTo}}`);
    }
    after = page.upTo;
    await tail.waitFor(after, patience);
  }
}

function readFilter(query: Query): ChangeFilter {
  const [id, collection] = [lastOf(query['id']), lastOf(query['collection'])];
  return {
    ...(id === undefined ? {} : { id }),
    ...(collection === undefined ? {} : { collection }),
  };
}

/** Where a client that comes back stopped says more than the URL, which is as it was at first. */
function readStart(query: Query, lastEventId: unknown): FollowOptions['from'] {
  const given = typeof lastEventId === 'string' ? lastEventId : undefined;
  const since = given ?? lastOf(query['since']) ?? 'now';
  if (given === undefined && lastOf(query['snapshot']) === 'true') return 'snapshot';
  if (since === 'now') return 'now';
  if (/^\d{1,15}$/.test(since)) return Number(since);
  throw badRequest('since must be now or the id of an event');
}

function readWait(query: Query): number | undefined {
  const text = lastOf(query['wait']);
  if (text === undefined) return undefined;
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= 0 && seconds <= WAIT_SECONDS_MAX) return seconds;
  throw badRequest(`wait must be an integer between 0 and ${WAIT_SECONDS_MAX}`);
}
