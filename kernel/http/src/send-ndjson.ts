import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Text or bytes that are produced while they are sent. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** How a stream is sent. */
export interface SendNdjsonOptions {
  /** Cuts the stream when it aborts. */
  readonly signal?: AbortSignal;
  /** Default `application/x-ndjson`; another one for other endless text, such as CSV. */
  readonly contentType?: string;
}

/**
 * Streams NDJSON with back-pressure: nothing is taken from the source before the client can take
 * it. Each chunk is text of whole lines, each ending in a newline; chunks of some 16 KiB cost far
 * less than single lines. A failure before the first chunk is thrown, so it becomes a normal fault;
 * after it the connection is cut, so that the client cannot take the part for the whole, and the
 * cause is logged. When the client leaves, the source is closed by its iterator's `return`. HEAD
 * takes the first chunk, so that faults answer as they do to GET, then closes the source.
 */
export async function sendNdjson(
  reply: FastifyReply,
  chunks: Chunks,
  options: SendNdjsonOptions = {},
): Promise<FastifyReply> {
  options.signal?.throwIfAborted();
  const source = iterate(chunks);
  const first = await source.next();
  reply.type(options.contentType ?? 'application/x-ndjson');
  if (reply.request.method === 'HEAD') {
    // Fastify would read a stream to its end for nobody.
    if (first.done !== true) await source.return?.();
    return reply.send();
  }
  if (options.signal !== undefined) cutOnAbort(reply, options.signal);
  const stream = Readable.from(resume(first, source), { objectMode: false });
  return reply.send(stream);
}

/** Cuts at once, where destroying the stream would wait for a source that may hang. */
function cutOnAbort(reply: FastifyReply, signal: AbortSignal): void {
  const cut = (): void => {
    reply.request.log.warn({ err: signal.reason as unknown }, 'the answer was cut by its signal');
    reply.raw.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  reply.raw.once('close', () => signal.removeEventListener('abort', cut));
}

type Source = AsyncIterator<string | Uint8Array> | Iterator<string | Uint8Array>;

function iterate(chunks: Chunks): Source {
  return Symbol.asyncIterator in chunks
    ? chunks[Symbol.asyncIterator]()
    : chunks[Symbol.iterator]();
}

/** The source again, with the chunk that was taken to see whether it works. */
async function* resume(
  first: IteratorResult<string | Uint8Array>,
  source: Source,
): AsyncGenerator<string | Uint8Array> {
  let complete = false;
  try {
    for (let next = first; next.done !== true; next = await source.next()) yield next.value;
    complete = true;
  } finally {
    if (!complete) await source.return?.();
  }
}
