import type { Fault } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lookBehind } from '../collections/change-schema.ts';
import { isName } from '../collections/collections.ts';
import { checkOf, readDeclaration } from '../collections/declaration.ts';
import type { Estuary } from '../estuary.ts';
import { fault } from '../faults.ts';
import { COLLECTIONS } from '../model/document.ts';
import type { DocumentFilter, DocumentStore, MaybePromise } from '../store/document-store.ts';
import type { Write } from '../writes/write.ts';
import { refuseByConditions } from './declaration-conditions.ts';
import { ownerOf } from './owner.ts';
import { readFlag } from './page-query.ts';
import type { Query } from './page-query.ts';
import { performWrite } from './perform-write.ts';

/** Items that go in one transaction, during which nobody else can write; Convex bounds what one may do. */
const itemsMax = ({ kind }: DocumentStore): number => (kind === 'convex' ? 100 : 1000);

/** Deletes a collection that has no items, or with `force` all of it as one change (contract B8). */
export function undeclare(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): MaybePromise<FastifyReply> {
  const { store, collections } = estuary;
  const isForced = readFlag(request.query as Query, 'force', false);
  return performWrite(estuary, request, reply, {
    hasEffects: true,
    async prepare() {
      const document = isName(name) ? await store.get(COLLECTIONS, name) : undefined;
      if (document === undefined) throw fault('collection_not_found');
      const declaration = readDeclaration(document);
      refuseByConditions(estuary, request, declaration);
      const items: Write[] = [];
      const { held, found, letGo } = await lookBehind(store, declaration, false, async () => {
        const owner = ownerOf(estuary, request);
        const refusal = await whyNot(store, { collection: name, owner, isForced });
        // Nobody writes meanwhile, so these are all there will be.
        if (refusal === undefined) items.push(...(await deletions(store, name)));
        return refusal;
      });
      if (found !== undefined) throw found;
      return {
        writes: [checkOf(held.document), ...items, deletion(COLLECTIONS, name)],
        answer: () => ({ status: 204, headers: {}, body: '' }),
        done: () => collections.forget(name),
        failed: letGo,
      };
    },
  });
}

interface Asked {
  readonly collection: string;
  /** Whose items the request may see; undefined for all. */
  readonly owner: string | undefined;
  readonly isForced: boolean;
}

/** Why a collection has to stay. Nobody is told how many items others have. */
async function whyNot(
  store: DocumentStore,
  { collection, owner, isForced }: Asked,
): Promise<Fault | undefined> {
  const count = await countOf(store, { collection });
  if (count === 0) return undefined;
  const own = owner === undefined ? count : await countOf(store, { collection, owner });
  if (own < count) return fault('collection_of_others');
  if (!isForced) return fault('collection_not_empty', { count });
  const limit = itemsMax(store);
  return count > limit ? fault('collection_too_full', { count, limit }) : undefined;
}

async function countOf(store: DocumentStore, filter: DocumentFilter): Promise<number> {
  const { total } = await store.list({
    filter,
    sort: { field: 'created_at', descending: false },
    after: undefined,
    offset: 0,
    limit: 1,
    counts: true,
  });
  return total ?? 0;
}

async function deletions(store: DocumentStore, collection: string): Promise<readonly Write[]> {
  const writes: Write[] = [];
  const { pages } = await store.changes.snapshot({ collection });
  for await (const documents of pages) {
    writes.push(...documents.map(({ id }) => deletion(collection, id)));
  }
  return writes;
}

const deletion = (collection: string, id: string): Write => ({
  kind: 'delete',
  collection,
  id,
  condition: {},
});
