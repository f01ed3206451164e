import type { FastifyRequest } from 'fastify';
import type { Declaration } from '../collections/declaration.ts';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { etagOf, readIfMatch } from './conditions.ts';

/** RFC 9110 §13.2.2, of the declaration as it is. */
export function refuseByConditions(
  { settings }: Estuary,
  request: FastifyRequest,
  declaration: Declaration | undefined,
): void {
  const isCreation = request.headers['if-none-match']?.trim() === '*';
  const ifMatch = readIfMatch(
    request,
    settings.requireIfMatch && declaration !== undefined && !isCreation,
  );
  if (declaration === undefined) {
    if (ifMatch !== undefined) throw fault('collection_not_found');
    return;
  }
  const { edition: version } = declaration;
  const headers = { etag: etagOf(version) };
  if (isCreation) throw fault('collection_exists', { version }, { headers });
  if (ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(version)) return;
  throw fault('collection_changed', { version }, { headers });
}
