import type { FastifyReply, FastifyRequest } from 'fastify';
import { allDeclarations } from '../collections/all-declarations.ts';
import { findOffenders, lookBehind } from '../collections/change-schema.ts';
import { schemaProblems } from '../collections/check-schema.ts';
import { COLLECTIONS_PATH } from '../collections/collection-kind.ts';
import { isName } from '../collections/collections.ts';
import { declaring, firstOf, readDeclaration, replacing } from '../collections/declaration.ts';
import type { Declaration } from '../collections/declaration.ts';
import { renderCollection } from '../collections/render-collection.ts';
import { COLLECTIONS_MAX, NAME_PATTERN } from '../collections/schema-rules.ts';
import type { Schema } from '../collections/subschemas.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { COLLECTIONS, ITEMS } from '../model/document.ts';
import type { Change } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import type { KeptAnswer } from '../writes/write.ts';
import { etagOf } from './conditions.ts';
import { refuseByConditions } from './declaration-conditions.ts';
import { readJsonBody } from './json-body.ts';
import { ownerOf } from './owner.ts';
import { readFlag } from './page-query.ts';
import type { Query } from './page-query.ts';
import { performWrite } from './perform-write.ts';
import type { WriteRequest } from './perform-write.ts';

/** Declares a collection, or changes its schema (contract B8). */
export function declare(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): MaybePromise<FastifyReply> {
  if (name === ITEMS) throw badRequest(`${ITEMS} is built in and cannot be declared`);
  if (!isName(name)) throw badRequest(`the name of a collection must match ${NAME_PATTERN}`);
  const schema: Schema = readJsonBody(request);
  const problems = schemaProblems(schema);
  if (problems.length > 0) throw fault('validation_failed', {}, { problems });
  const isForced = readFlag(request.query as Query, 'force', false);
  return performWrite(estuary, request, reply, {
    hasEffects: true,
    async prepare() {
      const document = await estuary.store.get(COLLECTIONS, name);
      const declaration = document === undefined ? undefined : readDeclaration(document);
      refuseByConditions(estuary, request, declaration);
      if (declaration === undefined) return creating(estuary, name, schema);
      const isSame = JSON.stringify(declaration.schema) === JSON.stringify(schema);
      const { held, ...rest } =
        isForced || isSame
          ? { held: declaration }
          : await withoutOffenders(estuary, declaration, schema, ownerOf(estuary, request));
      return {
        ...rest,
        writes: replacing(held, {
          name,
          schema,
          edition: declaration.edition + 1,
          changedAt: Date.now(),
        }),
        answer: (changes) => collectionAnswer(200, changes),
        done: () => estuary.collections.forget(name),
      };
    },
  });
}

async function creating(
  { store, collections }: Estuary,
  name: string,
  schema: Schema,
): Promise<WriteRequest> {
  const { total } = await allDeclarations(store);
  if ((total ?? 0) >= COLLECTIONS_MAX)
    throw fault('too_many_collections', { limit: COLLECTIONS_MAX });
  return {
    writes: declaring(firstOf(name, schema, Date.now())),
    answer(changes) {
      const { headers, ...rest } = collectionAnswer(201, changes);
      return { headers: { location: `${COLLECTIONS_PATH}/${name}`, ...headers }, ...rest };
    },
    done: () => collections.forget(name),
  };
}

async function withoutOffenders(
  { store }: Estuary,
  declaration: Declaration,
  schema: Schema,
  owner: string | undefined,
): Promise<{ readonly held: Declaration } & Pick<WriteRequest, 'failed'>> {
  const look = () => findOffenders(store, declaration.name, schema, owner);
  const { held, found, letGo } = await lookBehind(store, declaration, schema, look);
  if (found !== undefined) throw fault('schema_conflict', {}, { problems: found });
  return { held, failed: letGo };
}

function collectionAnswer(status: number, [change]: readonly Change[]): KeptAnswer {
  if (change?.document == null) throw new Error('a write left no declaration');
  const { document } = change;
  return {
    status,
    headers: { etag: etagOf(readDeclaration(document).edition) },
    body: renderCollection(document),
  };
}
