import { compareUtf8 } from '@aquifer/service';
import type { Document } from '../../model/document.ts';
import type { DocumentFilter, DocumentPage, ListQuery, Place, Sort } from '../document-store.ts';
import { placeOf } from '../place.ts';
import type { OrderedDocuments } from './ordered-documents.ts';

/** A page of a collection. Only sorting by a field, or a filter, looks at all of its documents. */
export function listDocuments(documents: OrderedDocuments, query: ListQuery): DocumentPage {
  const { filter, sort, offset, after, limit, counts } = query;
  const isPlain = isUnfiltered(filter) && sort.field === 'created_at' && !sort.descending;
  if (isPlain && after === undefined) {
    return { documents: documents.slice(offset, limit), total: counts ? documents.size : null };
  }
  if (isPlain && after !== undefined) {
    const found: Document[] = [];
    for (const document of documents.createdAfter(after.createdSeq)) {
      if (found.push(document) === limit) break;
    }
    return { documents: found, total: counts ? documents.size : null };
  }
  const fitting = [...documents.createdAfter(0)].filter((document) => fits(document, filter));
  const sorted = fitting.toSorted(inOrder(sort));
  const behind =
    after === undefined
      ? sorted
      : sorted.filter((document) => comparePlaces(placeOf(document, sort.field), after, sort) > 0);
  return {
    documents: behind.slice(offset, offset + limit),
    total: counts ? fitting.length : null,
  };
}

const isUnfiltered = ({ owner, name, namePrefix, updatedSince }: DocumentFilter): boolean =>
  owner === undefined &&
  name === undefined &&
  namePrefix === undefined &&
  updatedSince === undefined;

function fits(
  document: Document,
  { owner, name, namePrefix, updatedSince }: DocumentFilter,
): boolean {
  const itsName = document.fields.name;
  return (
    (owner === undefined || document.owner === owner) &&
    (name === undefined || itsName === name) &&
    (namePrefix === undefined || itsName.startsWith(namePrefix)) &&
    (updatedSince === undefined || document.updatedAt >= updatedSince)
  );
}

const inOrder =
  (sort: Sort) =>
  (left: Document, right: Document): number =>
    comparePlaces(placeOf(left, sort.field), placeOf(right, sort.field), sort);

function comparePlaces(left: Place, right: Place, { descending }: Sort): number {
  const order = compareValues(left.value, right.value) || left.createdSeq - right.createdSeq;
  return descending ? -order : order;
}

function compareValues(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : compareUtf8(String(left), String(right));
}
