import { v } from 'convex/values';
import { admit, mutation, query, secret } from './access.ts';
import type { Writer } from './access.ts';
import { fieldsOf, ITEMS } from './decision.ts';
import type { Change, Document, Write } from './decision.ts';
import { countRow, documentOf, findRow } from './rows.ts';
import { transact } from './transact.ts';

/**
 * The functions of an items table for whoever calls them beside Estuary; Estuary itself asks `list`
 * for its health only. `_id` is the id that items go by everywhere.
 */

/** As Estuary has it by default: at most a million changes of the last week. */
const RETENTION = { changesMax: 1_000_000, ageMax: 7 * 86_400_000 };

interface Item {
  readonly _id: string;
  readonly _creationTime: number;
  readonly name: string;
  readonly description: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export const list = query({
  args: { limit: v.number(), offset: v.number(), secret },
  handler: async ({ db }, given) => {
    admit(given.secret);
    const rows = await db
      .query('documents')
      .withIndex('by_created', (range) => range.eq('collection', ITEMS))
      .take(given.offset + given.limit);
    return rows.slice(given.offset).map((row) => itemOf(documentOf(row)));
  },
});

export const count = query({
  args: { secret },
  handler: async ({ db }, given) => {
    admit(given.secret);
    return (await countRow(db, ITEMS))?.count ?? 0;
  },
});

export const get = query({
  args: { id: v.string(), secret },
  handler: async ({ db }, given) => {
    admit(given.secret);
    const row = await findRow(db, ITEMS, given.id);
    return row === null ? null : itemOf(documentOf(row));
  },
});

const description = v.optional(v.union(v.string(), v.null()));

export const create = mutation({
  args: { name: v.string(), description, secret },
  handler: async ({ db }, given) => {
    admit(given.secret);
    const fields = fieldsOf({ name: given.name, description: given.description ?? null });
    const id = crypto.randomUUID();
    const change = await write(db, {
      kind: 'create',
      collection: ITEMS,
      id,
      fields,
      owner: null,
    });
    return change?.document == null ? null : itemOf(change.document);
  },
});

export const update = mutation({
  args: { id: v.string(), name: v.optional(v.string()), description, secret },
  handler: async ({ db }, { id, secret: given, ...patch }) => {
    admit(given);
    const change = await write(db, {
      kind: 'update',
      collection: ITEMS,
      id,
      condition: {},
      patch,
    });
    return change?.document == null ? null : itemOf(change.document);
  },
});

const remove = mutation({
  args: { id: v.string(), secret },
  handler: async ({ db }, given) => {
    admit(given.secret);
    const row = await findRow(db, ITEMS, given.id);
    const { id } = given;
    await write(db, { kind: 'delete', collection: ITEMS, id, condition: {} });
    return row === null ? null : itemOf(documentOf(row));
  },
});

// A reserved word, which only an alias can be exported under.
export { remove as delete };

/** The change a write made; undefined when there was nothing to change. */
async function write(db: Writer, one: Write): Promise<Change | undefined> {
  const transactions = [{ writes: [one], at: Date.now() }];
  const [outcome] = await transact(db, { transactions, ...RETENTION });
  return outcome?.kind === 'done' ? outcome.changes[0] : undefined;
}

function itemOf({ id, createdAt, updatedAt, fields }: Document): Item {
  const { name, description: text } = JSON.parse(fields.json) as Pick<Item, 'name' | 'description'>;
  return {
    _id: id,
    _creationTime: createdAt,
    name,
    description: text ?? null,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
