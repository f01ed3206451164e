import { compareUtf8 } from '@aquifer/service';
import type { Document } from '../../model/document.ts';
import type { DocumentFilter, DocumentPage, ListQuery, Place, Sort } from '../document-store.ts';
import { placeOf } from '../place.ts';
import { firstInOrder } from './first-in-order.ts';
import type { OrderedDocuments } from './ordered-documents.ts';

/** A page of a collection. Only another order than that of creation, or a filter, looks at all of it. */
export function listDocuments(documents: OrderedDocuments, query: ListQuery): DocumentPage {
  return {
    documents: readPage(documents, query),
    total: query.counts ? countFitting(documents, query.filter) : null,
  };
}

function readPage(documents: OrderedDocuments, query: ListQuery): readonly Document[] {
  const { filter, sort, after, offset, limit } = query;
  if (sort.field !== 'created_at') {
    const fitting = behind(fittingOf(documents.createdAfter(0), filter), sort, after);
    return firstInOrder(fitting, offset + limit, inOrder(sort)).slice(offset);
  }
  const isWhole = isUnfiltered(filter) && after === undefined && !sort.descending;
  const part = isWhole ? documents.slice(offset, limit) : undefined;
  return part ?? take(fittingOf(inOrderOfCreation(documents, sort, after), filter), offset, limit);
}

function countFitting(documents: OrderedDocuments, filter: DocumentFilter): number {
  if (isUnfiltered(filter)) return documents.size;
  let count = 0;
  for (const _ of fittingOf(documents.createdAfter(0), filter)) count += 1;
  return count;
}

const isUnfiltered = ({ owner, name, namePrefix, updatedSince }: DocumentFilter): boolean =>
  owner === undefined &&
  name === undefined &&
  namePrefix === undefined &&
  updatedSince === undefined;

function* fittingOf(documents: Iterable<Document>, filter: DocumentFilter): Generator<Document> {
  for (const document of documents) if (fits(document, filter)) yield document;
}

function fits(
  { owner: itsOwner, updatedAt, fields }: Document,
  { owner, name, namePrefix, updatedSince }: DocumentFilter,
): boolean {
  return (
    (owner === undefined || itsOwner === owner) &&
    (name === undefined || fields.name === name) &&
    (namePrefix === undefined || fields.name.startsWith(namePrefix)) &&
    (updatedSince === undefined || updatedAt >= updatedSince)
  );
}

/** Times of creation never run back along the sequence, so places in it are places in the list. */
function inOrderOfCreation(
  documents: OrderedDocuments,
  { descending }: Sort,
  after: Place | undefined,
): Iterable<Document> {
  return descending
    ? documents.createdBefore(after?.createdSeq ?? Number.POSITIVE_INFINITY)
    : documents.createdAfter(after?.createdSeq ?? 0);
}

function* behind(
  documents: Iterable<Document>,
  sort: Sort,
  after: Place | undefined,
): Generator<Document> {
  for (const document of documents) {
    if (after === undefined || comparePlaces(placeOf(document, sort.field), after, sort) > 0) {
      yield document;
    }
  }
}

function take(documents: Iterable<Document>, offset: number, limit: number): Document[] {
  const taken: Document[] = [];
  let toSkip = offset;
  for (const document of documents) {
    if (toSkip > 0) toSkip -= 1;
    else if (taken.push(document) === limit) break;
  }
  return taken;
}

/** Compares documents without making their places, of which there would be many. */
function inOrder({ field, descending }: Sort): (left: Document, right: Document) => number {
  const direction = descending ? -1 : 1;
  return (left, right) => {
    const order =
      field === 'name'
        ? compareUtf8(left.fields.name, right.fields.name)
        : left.updatedAt - right.updatedAt;
    return direction * (order || left.createdSeq - right.createdSeq);
  };
}

function comparePlaces(left: Place, right: Place, { descending }: Sort): number {
  const order = compareValues(left.value, right.value) || left.createdSeq - right.createdSeq;
  return descending ? -order : order;
}

function compareValues(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareUtf8(String(left), String(right));
}
