import { openEventStream, receiveBody } from '@aquifer/http';
import type { EventStream } from '@aquifer/http';
import type { Fault, Log } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../faults.ts';
import type { MessageDb } from '../messagedb.ts';
import type { MessageLog } from '../store/message-store.ts';
import { BatchWriter } from '../transfer/batch-writer.ts';
import { importMessages } from '../transfer/import-messages.ts';
import type { ImportEvent } from '../transfer/import-messages.ts';
import { wireCode } from './render-fault.ts';
import { factsOf } from './route.ts';
import type { Route } from './route.ts';

/** `POST /import`: an export comes in while its progress goes out (contract §12). */
export const importRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/import',
    access: 'caller',
    body: 'streamed',
    summary: 'Stores the lines of an export; progress as server-sent events',
    handle: handleImport,
  },
];

async function handleImport(
  messageDb: MessageDb,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { namespace } = factsOf(request).caller;
  const { force } = request.query as Readonly<Record<string, unknown>>;
  const isForced = force === 'true' || force === '1';
  const { id, log } = namespace;
  if (isForced) {
    try {
      await clear(log);
    } finally {
      // At once, on all instances: nobody may take what comes now for what goes on from before. Also
      // when it is not known whether it was emptied.
      messageDb.namespaceRewritten(id);
    }
  }
  const writer = new BatchWriter(log);
  // That the server is to stop is told, so the stream has to outlast the news.
  const stream = openEventStream(request, reply, { endsOnDrain: false });
  try {
    await run(
      messageDb,
      importMessages(writer, receive(request, reply, stream), stream.draining),
      stream,
    );
  } finally {
    stream.close();
    // Followers read on from where they are, and would pass by what was filled in behind them.
    if (isForced || writer.mayHaveFilledIn) messageDb.namespaceRewritten(id);
    else messageDb.namespaceWritten(id);
  }
}

async function run(
  { log, observations }: MessageDb,
  events: AsyncIterable<ImportEvent>,
  stream: EventStream,
): Promise<void> {
  const startedAt = performance.now();
  let counted = 0;
  for await (const event of events) {
    if (event.kind === 'failed') report(log, event.fault);
    else {
      observations.messagesWritten(event.imported - counted);
      counted = event.imported;
    }
    await stream.send({ data: render(event, startedAt) });
    if (stream.signal.aborted) break;
  }
}

async function clear(log: MessageLog): Promise<void> {
  try {
    await log.clear();
  } catch (cause) {
    throw fault('clear_failed', {}, { cause });
  }
}

/**
 * What comes in, until the client leaves or the server is to stop; its breaking off is told in the
 * words of an import. By hand, as AbortSignal.any leaves traces in a signal that lives long.
 */
async function* receive(
  request: FastifyRequest,
  reply: FastifyReply,
  { signal, draining }: EventStream,
): AsyncGenerator<Buffer> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  draining.addEventListener('abort', end, { once: true });
  if (signal.aborted || draining.aborted) end();
  try {
    yield* receiveBody(request, reply, ending.signal);
  } catch (cause) {
    request.log.debug({ err: cause }, 'the body of an import broke off');
    const reason = 'The request ended before its body was complete, or is not valid HTTP';
    throw fault('import_read_error', { reason }, { cause });
  } finally {
    draining.removeEventListener('abort', end);
  }
}

function report(log: Log, failure: Fault): void {
  if (failure.code === 'import_stopped') log.warn(failure.message);
  else if (failure.status >= 500) log.error({ err: failure }, 'an import failed');
}

function render(event: ImportEvent, startedAt: number): object {
  if (event.kind === 'stored') return { imported: event.imported, gpos: event.gpos };
  if (event.kind === 'failed') {
    const { code, message } = event.fault;
    return { error: wireCode(code), message, line: event.line };
  }
  const elapsed = `${((performance.now() - startedAt) / 1000).toFixed(1)}s`;
  return { done: true, imported: event.imported, elapsed };
}
