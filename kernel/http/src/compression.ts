import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import type { FastifyInstance, onSendHookHandler, RouteOptions } from 'fastify';
import type { CompressionOptions } from './http-options.ts';

/** Text that is sent whole. Streams (NDJSON, events) are not in the list: gzip would hold lines back. */
const COMPRESSIBLE =
  /^(?:text\/(?:html|css|csv|javascript|plain)|application\/(?:json|javascript|manifest\+json|openapi\+json|problem\+json)|image\/svg\+xml)(?:;|$)/;

/** Compresses the answers of all routes that are added from now on. */
export function addCompression(app: FastifyInstance, options: CompressionOptions): void {
  const { level = 5, thresholdBytes = 1024 } = options;
  // Called, not registered: a plugin is loaded after the code that adds routes has run, and
  // @fastify/compress sees only the routes added after it. It does nothing asynchronous.
  fastifyCompress(
    app,
    {
      encodings: [...(options.encodings ?? ['gzip'])],
      globalDecompression: false,
      threshold: thresholdBytes,
      zlibOptions: { level },
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: level } },
      customTypes: COMPRESSIBLE,
    },
    (error) => {
      if (error !== undefined) throw error;
    },
  );
  app.addHook('onRoute', (route) => passSmallOnes(route, thresholdBytes));
}

/**
 * Most answers are too small to be worth it, which is told sooner by their length than by their headers;
 * and `reply.compress`, which the plugin gives to each reply, is used by nobody.
 */
function passSmallOnes(route: RouteOptions, thresholdBytes: number): void {
  // Then all hooks are its own; else the last ones are the plugin's.
  if (route.compress === false) return;
  const sends = [route.onSend ?? []].flat();
  const compress = sends.pop();
  if (compress === undefined) return;
  const send: onSendHookHandler = function send(request, reply, payload, done) {
    // No character takes more than three bytes for each of its UTF-16 units.
    if (typeof payload === 'string' && 3 * payload.length < thresholdBytes) done(null, payload);
    else void compress.call(this, request, reply, payload, done);
  };
  route.onSend = [...sends, send];
  route.onRequest = [route.onRequest ?? []].flat().slice(0, -1);
}
