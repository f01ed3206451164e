import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import type { CompressionOptions } from './http-options.ts';

/** Text that is sent whole. Streams (NDJSON, events) are not in the list: gzip would hold lines back. */
const COMPRESSIBLE =
  /^(?:text\/(?:html|css|csv|javascript|plain)|application\/(?:json|javascript|manifest\+json|openapi\+json|problem\+json)|image\/svg\+xml)(?:;|$)/;

/** Compresses the answers of all routes that are added from now on. */
export function addCompression(app: FastifyInstance, options: CompressionOptions): void {
  const { level = 5 } = options;
  // Called, not registered: a plugin is loaded after the code that adds routes has run, and
  // @fastify/compress sees only the routes added after it. It does nothing asynchronous.
  fastifyCompress(
    app,
    {
      encodings: [...(options.encodings ?? ['gzip'])],
      globalDecompression: false,
      threshold: options.thresholdBytes ?? 1024,
      zlibOptions: { level },
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: level } },
      customTypes: COMPRESSIBLE,
    },
    (error) => {
      if (error !== undefined) throw error;
    },
  );
}
