import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault, invalid } from '../faults.ts';
import type { MessageDb } from '../messagedb.ts';
import { JsonPieces, JsonText } from '../rpc/json-result.ts';
import { findMethod } from '../rpc/methods.ts';
import { factsOf } from './route.ts';
import type { Route } from './route.ts';

/** `POST /rpc`: `["method", arg, …]` in, the bare result out (contract §4). */
export const rpcRoutes: readonly Route[] = [
  {
    method: 'any',
    path: '/rpc',
    access: 'caller',
    summary: 'Calls a method: POST ["method", arg, …]',
    handle: handleRpc,
  },
];

/** Names of streams may be longer; the beginning tells them apart well enough. */
const LOGGED_CHARACTERS_MAX = 200;

async function handleRpc(
  messageDb: MessageDb,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (request.method !== 'POST') {
    void reply.header('allow', 'POST');
    throw fault('post_only');
  }
  const [name, ...args] = readRequest(request.body);
  const facts = factsOf(request);
  const method = findMethod(name);
  // Into the log goes what we know, and of what callers wrote no more than a name may have.
  if (method !== undefined) facts.method = name;
  if (typeof args[0] === 'string') facts.stream = args[0].slice(0, LOGGED_CHARACTERS_MAX);
  if (method === undefined) throw fault('method_not_found', { method: name });
  const { caller } = facts;
  const result = await method.run({
    messageDb,
    caller,
    args,
    log: caller.namespace.log,
  });
  return send(reply, result);
}

function send(reply: FastifyReply, result: unknown): FastifyReply {
  if (result instanceof JsonText) return sendJson(reply, result.text);
  if (result instanceof JsonPieces) {
    return reply
      .header('content-type', 'application/json')
      .send(Readable.from(result.pieces, { objectMode: false }));
  }
  return sendJson(reply, JSON.stringify(result));
}

function readRequest(body: unknown): [string, ...unknown[]] {
  const request = parseBody(body);
  if (!Array.isArray(request) || request.length === 0) {
    throw invalid('request must be a non-empty array ["method", arg, …]');
  }
  const [method, ...args] = request as unknown[];
  if (typeof method !== 'string') throw invalid('the first element, the method, must be a string');
  return [method, ...args];
}

function parseBody(body: unknown): unknown {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  // Decoding what is not UTF-8 would put other characters in its place, and those would be stored.
  if (!isUtf8(bytes)) throw fault('invalid_json', {}, { details: { error: 'it is not UTF-8' } });
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    throw fault('invalid_json', {}, { details: { error }, cause });
  }
}
