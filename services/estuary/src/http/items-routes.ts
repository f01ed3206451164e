import { randomUUID } from 'node:crypto';
import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { readItemPatch, readNewItem } from '../items/item-fields.ts';
import { renderDocument } from '../items/render-document.ts';
import { ITEMS } from '../model/document.ts';
import type { Change, Document } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import type { Condition, KeptAnswer, Write } from '../writes/write.ts';
import { etagOf, isKnown, readIfMatch } from './conditions.ts';
import { readJsonBody } from './json-body.ts';
import { listPage } from './list-page.ts';
import type { ListedPage } from './list-page.ts';
import { readListRequest } from './list-query.ts';
import type { ListRequest } from './list-query.ts';
import { andThen } from './maybe.ts';
import { ownerOf } from './owner.ts';
import { lastOf } from './page-query.ts';
import type { Query } from './page-query.ts';
import { performWrite } from './perform-write.ts';
import type { Route } from './route.ts';

const COLLECTION = '/api/v1/items';
const ITEM = '/api/v1/items/{id}';

/** The items API (contract §7). */
export const itemsRoutes: readonly Route[] = [
  { method: 'GET', path: COLLECTION, operation: 'listItems', summary: 'List items', handle: list },
  {
    method: 'POST',
    path: COLLECTION,
    operation: 'createItem',
    summary: 'Create an item',
    handle: create,
  },
  { method: 'GET', path: ITEM, operation: 'getItem', summary: 'Get an item', handle: get },
  {
    method: 'PUT',
    path: ITEM,
    operation: 'updateItem',
    summary: 'Update an item; fields not sent stay',
    handle: update,
  },
  {
    method: 'PATCH',
    path: ITEM,
    operation: 'patchItem',
    summary: 'Update an item; the same as PUT',
    handle: update,
  },
  {
    method: 'DELETE',
    path: ITEM,
    operation: 'deleteItem',
    summary: 'Delete an item',
    handle: remove,
  },
];

function list(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  const query = request.query as Query;
  const asked = readListRequest(ITEMS, ownerOf(estuary, request), query, estuary.cursors);
  return andThen(listPage(estuary, asked), (page) => {
    if (page.nextCursor !== undefined) {
      void reply.header('link', `<${nextUrl(request.url, page.nextCursor)}>; rel="next"`);
    }
    return sendJson(reply, renderPage(page, asked));
  });
}

function renderPage({ documents, total, nextCursor }: ListedPage, asked: ListRequest): string {
  const { limit, offset } = asked.query;
  const items = documents.map((one) => renderDocument(one, asked.includesVersion)).join(',');
  const next = nextCursor === undefined ? '' : `,"next_cursor":"${nextCursor}"`;
  return `{"items":[${items}],"total":${total},"limit":${limit},"offset":${offset}${next}}`;
}

/** The same URL with another cursor, relative to the host. */
function nextUrl(url: string, cursor: string): string {
  const [path = '', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}

function create(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  return createAt(estuary, request, reply);
}

function createAt(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
  chosenId?: string,
): MaybePromise<FastifyReply> {
  const write: Write = {
    kind: 'create',
    collection: ITEMS,
    id: chosenId ?? randomUUID(),
    isIdChosen: chosenId !== undefined,
    fields: fieldsOf(readNewItem(readJsonBody(request))),
    owner: ownerOf(estuary, request) ?? null,
  };
  return performWrite(estuary, request, reply, {
    writes: [write],
    answer: (changes) => {
      const document = documentOf(changes);
      const { headers, body } = itemAnswer(document);
      return {
        status: 201,
        headers: { location: `${COLLECTION}/${document.id}`, ...headers },
        body,
      };
    },
  });
}

function get(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  const owner = ownerOf(estuary, request);
  return andThen(estuary.store.get(ITEMS, idOf(request)), (document) => {
    const isShown = document !== undefined && (owner === undefined || document.owner === owner);
    if (!isShown) throw fault('item_not_found');
    void reply.header('etag', etagOf(document.version));
    if (isKnown(request, document.version)) return reply.code(304).send();
    return sendJson(reply, renderDocument(document, wantsVersion(request)));
  });
}

function update(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  // A client that asks for there to be none wants to make it, under the id it has chosen (contract B3).
  const isCreation = request.method === 'PUT' && request.headers['if-none-match']?.trim() === '*';
  if (isCreation) return createAt(estuary, request, reply, readOwnId(request));
  const patch = readItemPatch(readJsonBody(request));
  const condition = conditionOf(estuary, request);
  return performWrite(estuary, request, reply, {
    writes: [{ kind: 'update', collection: ITEMS, id: idOf(request), condition, patch }],
    answer: (changes) => itemAnswer(documentOf(changes)),
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function readOwnId(request: FastifyRequest): string {
  const id = idOf(request).toLowerCase();
  if (!UUID.test(id)) throw badRequest('the id of an item that is created by PUT must be a UUID');
  return id;
}

function remove(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  const condition = conditionOf(estuary, request);
  return performWrite(estuary, request, reply, {
    writes: [{ kind: 'delete', collection: ITEMS, id: idOf(request), condition }],
    answer: () => ({ status: 204, headers: {}, body: '' }),
  });
}

const wantsVersion = ({ query }: FastifyRequest): boolean =>
  lastOf((query as Query)['include']) === 'version';

const idOf = ({ params }: FastifyRequest): string => (params as { readonly id: string }).id;

function conditionOf(estuary: Estuary, request: FastifyRequest): Condition {
  const ifMatch = readIfMatch(request, estuary.settings.requireIfMatch);
  const owner = ownerOf(estuary, request);
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function itemAnswer(document: Document): KeptAnswer {
  return {
    status: 200,
    headers: { etag: etagOf(document.version) },
    body: renderDocument(document),
  };
}

/** A write that was done and was no deletion left a document. */
function documentOf([change]: readonly Change[]): Document {
  if (change?.document == null) throw new Error('a write left no document');
  return change.document;
}
