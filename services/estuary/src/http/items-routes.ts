import { randomUUID } from 'node:crypto';
import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkOf } from '../collections/declaration.ts';
import { Unsettled } from '../collections/unsettled.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { builtInKind } from '../items/built-in-kind.ts';
import type { ItemKind, Update } from '../items/item-kind.ts';
import { readOperations } from '../items/read-operations.ts';
import { renderDocument } from '../items/render-document.ts';
import type { Change, Document } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { holdChecks } from '../store/hold-checks.ts';
import type { Check, Condition, KeptAnswer } from '../writes/write.ts';
import { etagOf, isKnown, readIfMatch } from './conditions.ts';
import { readJsonBody } from './json-body.ts';
import { listPage } from './list-page.ts';
import type { ListedPage } from './list-page.ts';
import { readListRequest } from './list-query.ts';
import type { ListRequest } from './list-query.ts';
import { andThen, orElse } from './maybe.ts';
import { ownerOf } from './owner.ts';
import { lastOf } from './page-query.ts';
import type { Query } from './page-query.ts';
import { performWrite } from './perform-write.ts';
import type { WriteRequest } from './perform-write.ts';
import { renderResults } from './render-results.ts';
import type { Route } from './route.ts';

/** Where items of a kind are, and how their operations are called. */
export interface ItemPlace {
  readonly path: string;
  /** `Item`: its operations are `listItems`, `createItem` and so on. */
  readonly noun: string;
  /** What summaries end with. */
  readonly where: string;
  /** The kind that a request is about; on a retry, as it is now. */
  readonly kindOf: KindOf;
}

export type KindOf = (
  estuary: Estuary,
  request: FastifyRequest,
  isRetry?: boolean,
) => MaybePromise<ItemKind>;

/** The items API (contract §7). */
export const itemsRoutes: readonly Route[] = itemRoutes({
  path: builtInKind.path,
  noun: 'Item',
  where: '',
  kindOf: () => builtInKind,
});

/** The routes of items of one kind. */
export function itemRoutes({ path, noun, where, kindOf }: ItemPlace): readonly Route[] {
  const one = `${path}/{id}`;
  const on =
    (handle: Handle): Route['handle'] =>
    (estuary, request, reply) =>
      handle({ estuary, request, reply, kindOf });
  return [
    {
      method: 'POST',
      path: `${path}/batch`,
      operation: `batch${noun}s`,
      summary: `Create, update and delete up to 100 items${where}: all or nothing`,
      handle: on(batch),
    },
    {
      method: 'GET',
      path,
      operation: `list${noun}s`,
      summary: `List items${where}`,
      handle: on(list),
    },
    {
      method: 'POST',
      path,
      operation: `create${noun}`,
      summary: `Create an item${where}`,
      handle: on(create),
    },
    {
      method: 'GET',
      path: one,
      operation: `get${noun}`,
      summary: `Get an item${where}`,
      handle: on(get),
    },
    {
      method: 'PUT',
      path: one,
      operation: `update${noun}`,
      summary: `Update an item${where}; fields not sent stay`,
      handle: on(update),
    },
    {
      method: 'PATCH',
      path: one,
      operation: `patch${noun}`,
      summary: where === '' ? 'Update an item; the same as PUT' : `Merge into an item${where}`,
      handle: on(patch),
    },
    {
      method: 'DELETE',
      path: one,
      operation: `delete${noun}`,
      summary: `Delete an item${where}`,
      handle: on(remove),
    },
  ];
}

interface Asked {
  readonly estuary: Estuary;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly kindOf: KindOf;
}

type Handle = (asked: Asked) => MaybePromise<FastifyReply>;

function list({ estuary, request, reply, kindOf }: Asked): MaybePromise<FastifyReply> {
  const query = request.query as Query;
  return andThen(kindOf(estuary, request), ({ collection }) => {
    const asked = readListRequest(collection, ownerOf(estuary, request), query, estuary.cursors);
    return andThen(listPage(estuary, asked), (page) => {
      if (page.nextCursor !== undefined) {
        void reply.header('link', `<${nextUrl(request.url, page.nextCursor)}>; rel="next"`);
      }
      return sendJson(reply, renderPage(page, asked));
    });
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

function create(asked: Asked): MaybePromise<FastifyReply> {
  return createAt(asked);
}

function createAt(asked: Asked, chosenId?: string): MaybePromise<FastifyReply> {
  const { estuary, request } = asked;
  const body = readJsonBody(request);
  const own = {
    id: chosenId ?? randomUUID(),
    isIdChosen: chosenId !== undefined,
    owner: ownerOf(estuary, request) ?? null,
  };
  return perform(asked, ({ collection, path, readNew }) => ({
    writes: [{ kind: 'create', collection, ...own, fields: readNew(body) }],
    answer: (changes) => {
      const document = documentOf(changes);
      const { headers, body: text } = itemAnswer(document);
      return {
        status: 201,
        headers: { location: `${path}/${document.id}`, ...headers },
        body: text,
      };
    },
  }));
}

function get({ estuary, request, reply, kindOf }: Asked): MaybePromise<FastifyReply> {
  const owner = ownerOf(estuary, request);
  return andThen(kindOf(estuary, request), ({ collection }) =>
    andThen(estuary.store.get(collection, idOf(request)), (document) => {
      const isShown = document !== undefined && (owner === undefined || document.owner === owner);
      if (!isShown) throw fault('item_not_found');
      void reply.header('etag', etagOf(document.version));
      if (isKnown(request, document.version)) return reply.code(304).send();
      return sendJson(reply, renderDocument(document, wantsVersion(request)));
    }),
  );
}

function update(asked: Asked): MaybePromise<FastifyReply> {
  const { request } = asked;
  // A client that asks for there to be none wants to make it, under the id it has chosen (contract B3).
  if (request.headers['if-none-match']?.trim() === '*') return createAt(asked, readOwnId(request));
  const body = readJsonBody(request);
  return perform(asked, (kind) => updating(asked, kind, kind.readUpdate(body)));
}

function patch(asked: Asked): MaybePromise<FastifyReply> {
  const { estuary, request } = asked;
  const body = readJsonBody(request);
  const owner = ownerOf(estuary, request);
  return perform(asked, (kind) => {
    const { collection, readMerge, readUpdate } = kind;
    if (readMerge === undefined) return updating(asked, kind, readUpdate(body));
    return andThen(estuary.store.get(collection, idOf(request)), (current) => {
      const isThere = current !== undefined && (owner === undefined || current.owner === owner);
      if (!isThere) throw fault('item_not_found');
      // What it was merged into must still be what is there.
      const { writes, ...rest } = updating(asked, kind, readMerge(body, current));
      return { writes: [checkOf(current), ...writes], ...rest };
    });
  });
}

function updating(
  { estuary, request }: Asked,
  { collection }: ItemKind,
  { patch: set, replaces }: Update,
): WriteRequest {
  const condition = conditionOf(estuary, request);
  const id = idOf(request);
  return {
    writes: [{ kind: 'update', collection, id, condition, patch: set, replaces }],
    answer: (changes) => itemAnswer(documentOf(changes)),
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function readOwnId(request: FastifyRequest): string {
  const id = idOf(request).toLowerCase();
  if (!UUID.test(id)) throw badRequest('the id of an item that is created by PUT must be a UUID');
  return id;
}

function remove(asked: Asked): MaybePromise<FastifyReply> {
  const { estuary, request } = asked;
  const condition = conditionOf(estuary, request);
  return perform(asked, ({ collection }) => ({
    writes: [{ kind: 'delete', collection, id: idOf(request), condition }],
    answer: () => ({ status: 204, headers: {}, body: '' }),
  }));
}

function batch(asked: Asked): MaybePromise<FastifyReply> {
  const { estuary, request } = asked;
  const body = readJsonBody(request);
  const owner = ownerOf(estuary, request);
  return perform(asked, (kind) => ({
    writes: readOperations(body, kind, owner),
    answer: (changes) => ({ status: 200, headers: {}, body: renderResults(changes) }),
  }));
}

/** Does what is made up by the rules of the kind, as long as these are its rules. */
function perform(
  { estuary, request, reply, kindOf }: Asked,
  make: (kind: ItemKind) => MaybePromise<WriteRequest>,
): MaybePromise<FastifyReply> {
  return performWrite(estuary, request, reply, {
    prepare: (isRetry) =>
      andThen(kindOf(estuary, request, isRetry), (kind) => {
        const { checks } = kind;
        const made = orElse(
          () => make(kind),
          (error) => refuse(estuary, checks, error),
        );
        return andThen(made, ({ writes, ...rest }) => ({
          writes: [...checks, ...writes],
          ...rest,
        }));
      }),
  });
}

/** What is refused by rules that are not up to date may fit those that are. */
function refuse({ store }: Estuary, checks: readonly Check[], error: unknown): MaybePromise<never> {
  return andThen(holdChecks(store, checks), (isCurrent) => {
    throw isCurrent ? error : new Unsettled();
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
