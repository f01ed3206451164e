import { sendJson } from '@aquifer/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fault } from '../faults.ts';
import type { RenderRead } from '../items/render-read.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { andThen } from '../store/maybe.ts';
import { etagOf, isKnown } from './conditions.ts';
import { idOf } from './item-request.ts';
import type { ItemRequest } from './item-request.ts';
import { listPage } from './list-page.ts';
import type { ListedPage } from './list-page.ts';
import { readListRequest } from './list-query.ts';
import type { ListRequest } from './list-query.ts';
import { ownerOf } from './owner.ts';
import { lastOf } from './page-query.ts';
import type { Query } from './page-query.ts';

/** A page of items (contract §7.3, B5). */
export function list({ estuary, request, reply, kindOf }: ItemRequest): MaybePromise<FastifyReply> {
  const query = request.query as Query;
  return andThen(kindOf(estuary, request), ({ collection }) => {
    const asked = readListRequest(collection, ownerOf(estuary, request), query, estuary.cursors);
    return andThen(listPage(estuary, asked), (page) => {
      if (page.nextCursor !== undefined) {
        void reply.header('link', `<${nextUrl(request.url, page.nextCursor)}>; rel="next"`);
      }
      return sendJson(reply, renderPage(page, asked, estuary.renderRead));
    });
  });
}

function renderPage(
  { documents, total, nextCursor }: ListedPage,
  asked: ListRequest,
  render: RenderRead,
): string {
  const { limit, offset } = asked.query;
  const items = documents.map((one) => render(one, asked.includesVersion)).join(',');
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

/** One item, or that the client has it already (contract §7.3, B3). */
export function get({ estuary, request, reply, kindOf }: ItemRequest): MaybePromise<FastifyReply> {
  const owner = ownerOf(estuary, request);
  return andThen(kindOf(estuary, request), ({ collection }) =>
    andThen(estuary.store.get(collection, idOf(request)), (document) => {
      const isShown = document !== undefined && (owner === undefined || document.owner === owner);
      if (!isShown) throw fault('item_not_found');
      void reply.header('etag', etagOf(document.version));
      if (isKnown(request, document.version)) return reply.code(304).send();
      return sendJson(reply, estuary.renderRead(document, wantsVersion(request)));
    }),
  );
}

const wantsVersion = ({ query }: FastifyRequest): boolean =>
  lastOf((query as Query)['include']) === 'version';
