import { isFault } from '@aquifer/service';
import { z } from 'zod';
import { fault } from '../../faults.ts';
import { ITEMS } from '../../model/document.ts';
import type { Change, Document } from '../../model/document.ts';
import { fieldsOf } from '../../writes/apply-patch.ts';
import type {
  Check,
  Restore,
  Patch,
  Transaction,
  TransactionOutcome,
  Write,
} from '../../writes/write.ts';
import type { DocumentPage, ListQuery } from '../document-store.ts';
import type { ConvexCalls } from './convex-calls.ts';
import type { ConvexDocuments } from './convex-documents.ts';

const time = z.union([
  z.number(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** What the functions of an items table answer (contract §19.3). */
const itemShape = z.object({
  _id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  created_at: time,
  updated_at: time,
});

/**
 * A deployment that has `items:*` only. It can do what the guide promises; what needs several things
 * to happen together, or documents to be told apart by version, is refused.
 */
export class PlainItems implements ConvexDocuments {
  readonly #calls: ConvexCalls;

  constructor(calls: ConvexCalls) {
    this.#calls = calls;
  }

  async get(collection: string, id: string): Promise<Document | undefined> {
    if (collection !== ITEMS) throw notSupported('collections');
    return optionalDocument(await nullOfBadId(this.#calls.query('items:get', { id })));
  }

  async list({ filter, sort, after, offset, limit, counts }: ListQuery): Promise<DocumentPage> {
    const { collection, ...conditions } = filter;
    if (collection !== ITEMS) throw notSupported('collections');
    if (Object.values(conditions).some((one) => one !== undefined)) throw notSupported('filters');
    if (sort.field !== 'created_at' || sort.descending) throw notSupported('sorting');
    if (after !== undefined) throw notSupported('cursors');
    const [items, total] = await Promise.all([
      this.#calls.query('items:list', { limit, offset }),
      counts ? this.#calls.query('items:count', {}) : null,
    ]);
    return {
      documents: parse(z.array(itemShape), items).map(documentOf),
      total: parse(z.number().nullable(), total),
    };
  }

  async write({ writes, idempotency }: Transaction): Promise<TransactionOutcome> {
    const [write] = writes;
    if (write === undefined || writes.length > 1) throw notSupported('batches');
    if (idempotency !== undefined) throw notSupported('Idempotency-Key');
    const change = supported(write);
    const document = await this.#do(change);
    if (document === undefined) {
      return { kind: 'refused', refusal: { index: 0, reason: 'not-found' } };
    }
    return { kind: 'done', changes: [changeOf(change, document)] };
  }

  async head(): Promise<never> {
    throw notSupported('change feeds');
  }

  async read(): Promise<never> {
    throw notSupported('change feeds');
  }

  async snapshotPart(): Promise<never> {
    throw notSupported('change feeds');
  }

  /** Throws Faults of the store when the functions do not answer (contract §19.3). */
  async check(): Promise<void> {
    await this.#calls.query('items:list', { limit: 1, offset: 0 });
  }

  async #do(write: ItemWrite): Promise<Document | undefined> {
    if (write.kind === 'create') {
      const { name, description } = JSON.parse(write.fields.json) as Patch;
      const args = { name, ...(description == null ? {} : { description }) };
      return documentOf(parse(itemShape, await this.#calls.mutation('items:create', args)));
    }
    const { id } = write;
    if (write.kind === 'update') {
      const args = { id, ...write.patch };
      return optionalDocument(await nullOfBadId(this.#calls.mutation('items:update', args)));
    }
    return optionalDeleted(id, await nullOfBadId(this.#calls.mutation('items:delete', { id })));
  }
}

/** Functions that leave it to Convex to look at ids fail for one that it never gave (contract §19.3). */
async function nullOfBadId(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const said = isFault(error) && error.cause instanceof Error ? error.cause.message : '';
    if (said.includes('ArgumentValidationError') && /Path: \.id\b/.test(said)) return null;
    throw error;
  }
}

type ItemWrite = Exclude<Write, Check | Restore>;

/** Throws `not_supported` for what plain functions have no words for. */
function supported(write: Write): ItemWrite {
  if (write.kind === 'restore') throw notSupported('imports');
  if (write.kind === 'check' || write.collection !== ITEMS) throw notSupported('collections');
  if (write.kind === 'create') {
    if (write.isIdChosen === true) throw notSupported('ids that clients choose');
    if (write.owner !== null) throw notSupported('owners');
    return write;
  }
  const { ifMatch, owner } = write.condition;
  if (owner !== undefined) throw notSupported('owners');
  if (ifMatch !== undefined && ifMatch !== 'any') throw notSupported('If-Match');
  return write;
}

const notSupported = (feature: string): Error => fault('not_supported', { feature });

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const read = shape.safeParse(value);
  if (!read.success) throw fault('store_failed', {}, { cause: read.error });
  return read.data;
}

function optionalDocument(value: unknown): Document | undefined {
  const item = parse(itemShape.nullable(), value);
  return item === null ? undefined : documentOf(item);
}

/** A deletion answers any object. */
function optionalDeleted(id: string, value: unknown): Document | undefined {
  if (parse(z.object({}).nullable(), value) === null) return undefined;
  return documentOf({ _id: id, name: '', created_at: 0, updated_at: 0 });
}

/** The time of the last change tells one version from another. */
function documentOf(item: z.output<typeof itemShape>): Document {
  const { _id: id, name, description, created_at: createdAt, updated_at: updatedAt } = item;
  return {
    collection: ITEMS,
    id,
    version: updatedAt,
    createdSeq: createdAt,
    createdAt,
    updatedAt,
    owner: null,
    fields: fieldsOf({ name, description: description ?? null }),
  };
}

const types = { create: 'created', update: 'updated', delete: 'deleted' } as const;

function changeOf({ kind }: ItemWrite, document: Document): Change {
  const { collection, id, version, owner, updatedAt } = document;
  return {
    // There is no log that it would be in.
    seq: 0,
    type: types[kind],
    collection,
    id,
    version,
    owner,
    at: updatedAt,
    document: kind === 'delete' ? null : document,
  };
}
