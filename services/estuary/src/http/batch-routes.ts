import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { readOperations } from '../items/read-operations.ts';
import { renderDocument } from '../items/render-document.ts';
import type { Change } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { readJsonBody } from './json-body.ts';
import { ownerOf } from './owner.ts';
import { performWrite } from './perform-write.ts';
import type { Route } from './route.ts';

/** Several changes at once: all of them or none (contract B7). */
export const batchRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/items/batch',
    operation: 'batchItems',
    summary: 'Create, update and delete up to 100 items: all or nothing',
    handle: batch,
  },
];

function batch(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
): MaybePromise<FastifyReply> {
  return performWrite(estuary, request, reply, {
    writes: readOperations(readJsonBody(request), ownerOf(estuary, request)),
    answer: (changes) => ({
      status: 200,
      headers: {},
      body: `{"results":[${changes.map((change) => renderResult(change)).join(',')}]}`,
    }),
  });
}

const operations = { created: 'create', updated: 'update', deleted: 'delete' } as const;

function renderResult({ type, id, version, document }: Change): string {
  const item = document === null ? 'null' : renderDocument(document);
  return `{"op":"${operations[type]}","id":"${id}","version":${version},"item":${item}}`;
}
