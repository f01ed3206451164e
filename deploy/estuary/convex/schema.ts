import { defineSchema, defineTable } from 'convex/server';
import { v } from 'convex/values';

/** Tables of Estuary. Ids of documents are Estuary's own, in `id`; `_id` is not told to anybody. */
const schema = defineSchema({
  documents: defineTable({
    collection: v.string(),
    id: v.string(),
    version: v.number(),
    createdSeq: v.number(),
    createdAt: v.number(),
    updatedAt: v.number(),
    owner: v.union(v.string(), v.null()),
    name: v.string(),
    /** All that a client gave, as the JSON text of an object. */
    json: v.string(),
  })
    .index('by_document', ['collection', 'id'])
    .index('by_created', ['collection', 'createdSeq'])
    .index('by_updated', ['collection', 'updatedAt', 'createdSeq'])
    .index('by_name', ['collection', 'name', 'createdSeq'])
    .index('by_seq', ['createdSeq']),

  changes: defineTable({
    seq: v.number(),
    at: v.number(),
    /** JSON texts: the change, and the document as it was before, by which snapshots go back. */
    change: v.string(),
    before: v.string(),
  }).index('by_seq', ['seq']),

  /** One row: where the log of changes begins and ends. */
  logs: defineTable({ first: v.number(), head: v.number(), lastAt: v.number() }),

  /** How many documents a collection has, which would cost reading all of them. */
  counts: defineTable({ collection: v.string(), count: v.number() }).index('by_collection', [
    'collection',
  ]),

  /** Outcomes of requests with an Idempotency-Key. */
  kept: defineTable({
    scope: v.string(),
    fingerprint: v.string(),
    expiresAt: v.number(),
    outcome: v.string(),
  })
    .index('by_scope', ['scope'])
    .index('by_expiry', ['expiresAt']),
});

// Convex asks for a default export.
export { schema as default };
