import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allDeclarations } from '../collections/all-declarations.ts';
import { collectionKind, COLLECTIONS_PATH } from '../collections/collection-kind.ts';
import { isName } from '../collections/collections.ts';
import { readDeclaration } from '../collections/declaration.ts';
import { renderCollection } from '../collections/render-collection.ts';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { COLLECTIONS } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { andThen } from '../store/maybe.ts';
import { etagOf, isKnown } from './conditions.ts';
import { declare } from './declare.ts';
import type { KindOf } from './item-request.ts';
import { itemRoutes } from './items-routes.ts';
import type { Route } from './route.ts';
import { undeclare } from './undeclare.ts';

const ONE = `${COLLECTIONS_PATH}/{name}`;

const nameOf = ({ params }: FastifyRequest): string => (params as { readonly name: string }).name;

const kindOf: KindOf = ({ collections }, request, isRetry = false) => {
  const name = nameOf(request);
  const found = isRetry ? collections.refresh(name) : collections.find(name);
  return andThen(found, (collection) => {
    if (collection === undefined) throw fault('collection_not_found');
    return collectionKind(collection);
  });
};

/** Collections whose items a schema checks (contract B8). */
export const collectionsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: COLLECTIONS_PATH,
    operation: 'listCollections',
    summary: 'List collections',
    handle: list,
  },
  {
    method: 'GET',
    path: ONE,
    operation: 'getCollection',
    summary: 'Get a collection with its schema',
    handle: get,
  },
  {
    method: 'PUT',
    path: ONE,
    operation: 'declareCollection',
    summary: 'Declare a collection by a JSON Schema, or change its schema',
    handle: (estuary, request, reply) => declare(estuary, request, reply, nameOf(request)),
  },
  {
    method: 'DELETE',
    path: ONE,
    operation: 'deleteCollection',
    summary: 'Delete a collection that has no items, or with force=true its items too',
    handle: (estuary, request, reply) => undeclare(estuary, request, reply, nameOf(request)),
  },
  ...itemRoutes({
    path: `${ONE}/items`,
    noun: 'CollectionItem',
    where: ' of a collection',
    kindOf,
  }),
];

function list(
  { store }: Estuary,
  _request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  return andThen(allDeclarations(store), ({ documents }) => {
    const collections = documents.map((document) => renderCollection(document, false));
    return sendJson(reply, `{"collections":[${collections.join(',')}]}`);
  });
}

function get(
  { store }: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  const name = nameOf(request);
  return andThen(isName(name) ? store.get(COLLECTIONS, name) : undefined, (document) => {
    if (document === undefined) throw fault('collection_not_found');
    const { edition } = readDeclaration(document);
    void reply.header('etag', etagOf(edition));
    if (isKnown(request, edition)) return reply.code(304).send();
    return sendJson(reply, renderCollection(document));
  });
}
