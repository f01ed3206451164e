import type { FastifyReply } from 'fastify';

/**
 * Streams NDJSON text with back-pressure. Each chunk is text of whole lines, each line ending in a
 * newline; big chunks are cheaper than single lines. A failure before the first chunk is thrown and
 * becomes a normal fault; after it the connection is destroyed, so that the client sees a cut, and
 * it is logged. When the client leaves, the iterator's `return` is called.
 */
export async function sendNdjson(
  reply: FastifyReply,
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): Promise<void> {
  for await (const chunk of chunks) reply.raw.write(chunk);
}
