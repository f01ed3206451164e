import { openEventStream, receiveBody } from '@aquifer/http';
import type { Log } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../faults.ts';
import type { MessageDb } from '../messagedb.ts';
import type { MessageLog } from '../store/message-store.ts';
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
  const startedAt = performance.now();
  const stream = openEventStream(request, reply);
  try {
    const body = receiveBody(request, reply, stream.signal);
    for await (const event of importMessages(log, orReadError(body, messageDb.log))) {
      if (event.kind === 'failed' && event.fault.status >= 500) {
        messageDb.log.error({ err: event.fault }, 'an import failed');
      }
      await stream.send({ data: render(event, startedAt) });
      if (stream.signal.aborted) break;
    }
  } finally {
    stream.close();
    if (isForced) messageDb.namespaceRewritten(id);
    else messageDb.namespaceWritten(id);
  }
}

async function clear(log: MessageLog): Promise<void> {
  try {
    await log.clear();
  } catch (cause) {
    throw fault('clear_failed', {}, { cause });
  }
}

/** What comes in; its breaking off is told in the words of an import. */
async function* orReadError(body: AsyncIterable<Buffer>, log: Log): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (cause) {
    log.debug({ err: cause }, 'the body of an import broke off');
    const reason = 'The request ended before its body was complete, or is not valid HTTP';
    throw fault('import_read_error', { reason }, { cause });
  }
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
