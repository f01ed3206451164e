import type { Reader } from './access.ts';
import type { Document, DocumentFilter, DocumentPage, ListQuery } from './decision.ts';
import { countRow, documentOf } from './rows.ts';
import type { Row } from './rows.ts';

/** What is asked for; `after` is not there when it is from the beginning. */
export type PageRequest = Omit<ListQuery, 'after'> & Partial<Pick<ListQuery, 'after'>>;

/**
 * A page of a collection by the index of its order. Filters, and counting what fits them, look at
 * rows one by one; Convex reads some 30,000 of them in one query at most, and then refuses.
 */
export async function readPage(db: Reader, request: PageRequest): Promise<DocumentPage> {
  const { filter, offset, limit, counts } = request;
  const documents: Document[] = [];
  let toSkip = offset;
  for (const part of partsOf(db, request)) {
    if (documents.length === limit) break;
    for await (const row of part) {
      if (!fits(row, filter)) continue;
      if (toSkip > 0) toSkip -= 1;
      else if (documents.push(documentOf(row)) === limit) break;
    }
  }
  return { documents, total: counts ? await countFitting(db, filter) : null };
}

/** What is behind a place: first of the same value, then of the others. */
function partsOf(
  db: Reader,
  { filter: { collection }, sort: { field, descending }, after }: PageRequest,
): readonly AsyncIterable<Row>[] {
  const order = descending ? 'desc' : 'asc';
  const beyond = descending ? 'lt' : 'gt';
  if (field === 'created_at') {
    return [
      db
        .query('documents')
        .withIndex('by_created', (range) => {
          const all = range.eq('collection', collection);
          return after === undefined ? all : all[beyond]('createdSeq', after.createdSeq);
        })
        .order(order),
    ];
  }
  const by = (step: 'all' | 'same' | 'others'): AsyncIterable<Row> =>
    field === 'name'
      ? db
          .query('documents')
          .withIndex('by_name', (range) => {
            const all = range.eq('collection', collection);
            const value = String(after?.value);
            if (step === 'all') return all;
            if (step === 'others') return all[beyond]('name', value);
            return all.eq('name', value)[beyond]('createdSeq', after?.createdSeq ?? 0);
          })
          .order(order)
      : db
          .query('documents')
          .withIndex('by_updated', (range) => {
            const all = range.eq('collection', collection);
            const value = Number(after?.value);
            if (step === 'all') return all;
            if (step === 'others') return all[beyond]('updatedAt', value);
            return all.eq('updatedAt', value)[beyond]('createdSeq', after?.createdSeq ?? 0);
          })
          .order(order);
  return after === undefined ? [by('all')] : [by('same'), by('others')];
}

function fits(row: Row, { owner, name, namePrefix, updatedSince }: DocumentFilter): boolean {
  return (
    (owner === undefined || row.owner === owner) &&
    (name === undefined || row.name === name) &&
    (namePrefix === undefined || row.name.startsWith(namePrefix)) &&
    (updatedSince === undefined || row.updatedAt >= updatedSince)
  );
}

async function countFitting(db: Reader, filter: DocumentFilter): Promise<number> {
  const { collection, ...conditions } = filter;
  if (Object.values(conditions).every((one) => one === undefined)) {
    return (await countRow(db, collection))?.count ?? 0;
  }
  let count = 0;
  const all = db
    .query('documents')
    .withIndex('by_created', (range) => range.eq('collection', collection));
  for await (const row of all) if (fits(row, filter)) count += 1;
  return count;
}
