import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkOf } from '../collections/declaration.ts';
import { Unsettled } from '../collections/unsettled.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import type { ItemKind, Update } from '../items/item-kind.ts';
import { readOperations } from '../items/read-operations.ts';
import { renderDocument } from '../items/render-document.ts';
import type { Change, Document } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { holdChecks } from '../store/hold-checks.ts';
import { andThen, orElse } from '../store/maybe.ts';
import type { Check, Condition, KeptAnswer } from '../writes/write.ts';
import { etagOf, readIfMatch } from './conditions.ts';
import { idOf } from './item-request.ts';
import type { ItemRequest } from './item-request.ts';
import { readJsonBody } from './json-body.ts';
import { ownerOf } from './owner.ts';
import { performWrite } from './perform-write.ts';
import type { WriteRequest } from './perform-write.ts';
import { renderResults } from './render-results.ts';

/** POST (contract §7.3). */
export function create(asked: ItemRequest): MaybePromise<FastifyReply> {
  return createAt(asked);
}

function createAt(asked: ItemRequest, chosenId?: string): MaybePromise<FastifyReply> {
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

/** PUT: what is not sent stays (contract §7.3). */
export function update(asked: ItemRequest): MaybePromise<FastifyReply> {
  const { request } = asked;
  // A client that asks for there to be none wants to make it, under the id it has chosen (contract B3).
  if (request.headers['if-none-match']?.trim() === '*') return createAt(asked, readOwnId(request));
  const body = readJsonBody(request);
  return perform(asked, (kind) => updating(asked, kind, kind.readUpdate(body)));
}

/** PATCH: the same, or a merge where there is something to merge into (contract §7.3). */
export function patch(asked: ItemRequest): MaybePromise<FastifyReply> {
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
  { estuary, request }: ItemRequest,
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

/** DELETE (contract §7.3). */
export function remove(asked: ItemRequest): MaybePromise<FastifyReply> {
  const { estuary, request } = asked;
  const condition = conditionOf(estuary, request);
  return perform(asked, ({ collection }) => ({
    writes: [{ kind: 'delete', collection, id: idOf(request), condition }],
    answer: () => ({ status: 204, headers: {}, body: '' }),
  }));
}

/** Several changes: all or none (contract B7). */
export function batch(asked: ItemRequest): MaybePromise<FastifyReply> {
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
  { estuary, request, reply, kindOf }: ItemRequest,
  make: (kind: ItemKind) => MaybePromise<WriteRequest>,
): MaybePromise<FastifyReply> {
  return performWrite(estuary, request, reply, {
    prepare: (isRetry) =>
      andThen(kindOf(estuary, request, isRetry), (kind) => {
        const { checks, isGoing } = kind;
        if (isGoing) throw new Unsettled();
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
