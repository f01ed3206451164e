import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { badRequest, fault } from '../faults.ts';
import type { Patch } from '../writes/write.ts';

/** Deeper than any honest document, and shallow enough for those who walk it (contract §13). */
const DEPTH_MAX = 64;

/** The body of a request, which must be a JSON object (contract §6, §13). */
export function readJsonBody(request: FastifyRequest): Patch {
  checkHeaders(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  // Decoding what is not UTF-8 would put other characters in its place.
  if (!isUtf8(bytes)) throw badRequest('JSON body must be valid UTF-8');
  const value = parse(bytes.toString());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault('not_an_object');
  }
  if (isTooDeep(value)) throw badRequest(`JSON body must not be deeper than ${DEPTH_MAX} levels`);
  return value as Patch;
}

function checkHeaders({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw badRequest('Content-Encoding must be identity');
  }
  const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';');
  if (!/^application\/([\w.-]+\+)?json$/i.test(type.trim())) throw fault('content_type_missing');
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    const isCharset = name.trim().toLowerCase() === 'charset';
    if (isCharset && !/^"?utf-8"?$/i.test(value.trim())) {
      throw badRequest('Content-Type must have no charset but utf-8');
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fault('malformed_json', {}, { cause });
  }
}

function isTooDeep(value: object, depth = 1): boolean {
  if (depth > DEPTH_MAX) return true;
  return Object.values(value).some(
    (inner: unknown) => typeof inner === 'object' && inner !== null && isTooDeep(inner, depth + 1),
  );
}
