import {
  internalMutationGeneric,
  internalQueryGeneric,
  mutationGeneric,
  queryGeneric,
} from 'convex/server';
import type {
  DataModelFromSchemaDefinition,
  GenericDatabaseReader,
  GenericDatabaseWriter,
  MutationBuilder,
  QueryBuilder,
  RegisteredMutation,
  RegisteredQuery,
} from 'convex/server';
import { ConvexError, v } from 'convex/values';
import type schema from './schema.ts';
import { IS_PUBLIC } from './visibility.ts';

export type DataModel = DataModelFromSchemaDefinition<typeof schema>;
export type Reader = GenericDatabaseReader<DataModel>;
export type Writer = GenericDatabaseWriter<DataModel>;

/** Of the deployment; Convex has no types of Node. */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

export const query = (IS_PUBLIC ? queryGeneric : internalQueryGeneric) as QueryBuilder<
  DataModel,
  'internal'
>;
export const mutation = (IS_PUBLIC ? mutationGeneric : internalMutationGeneric) as MutationBuilder<
  DataModel,
  'internal'
>;

/** The argument every function has. */
export const secret = v.optional(v.string());

/** Refuses callers of public functions that do not know the secret. */
export function admit(given: string | undefined): void {
  if (!IS_PUBLIC) return;
  const expected = process.env['CONVEX_SHARED_SECRET'] ?? '';
  if (expected === '' || !isSame(given ?? '', expected)) throw new ConvexError('access refused');
}

/** In a time that does not tell where they differ. */
function isSame(given: string, expected: string): boolean {
  let differences = given.length ^ expected.length;
  for (let at = 0; at < expected.length; at += 1) {
    differences |= given.charCodeAt(at) ^ expected.charCodeAt(at);
  }
  return differences === 0;
}

/** JSON text both ways: clients' members have names that fields of Convex cannot have. */
const text = { args: { request: v.string(), secret }, returns: v.string() };

interface TextRequest {
  readonly request: string;
  readonly secret?: string | undefined;
}

type Registered = TextRequest & Record<string, unknown>;

/** A query of Estuary's own. */
export const answering = <Request, Answer>(
  answer: (db: Reader, request: Request) => Promise<Answer>,
): RegisteredQuery<'internal', Registered, Promise<string>> =>
  query({
    ...text,
    handler: async ({ db }, given: TextRequest) => {
      admit(given.secret);
      return JSON.stringify(await answer(db, JSON.parse(given.request) as Request));
    },
  });

/** A mutation of Estuary's own. */
export const changing = <Request, Answer>(
  change: (db: Writer, request: Request) => Promise<Answer>,
): RegisteredMutation<'internal', Registered, Promise<string>> =>
  mutation({
    ...text,
    handler: async ({ db }, given: TextRequest) => {
      admit(given.secret);
      return JSON.stringify(await change(db, JSON.parse(given.request) as Request));
    },
  });
