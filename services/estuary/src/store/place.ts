import type { Document } from '../model/document.ts';
import type { Place, SortField } from './document-store.ts';

/** Where a document stands in a list sorted by a field. */
export function placeOf(document: Document, field: SortField): Place {
  return { value: valueOf(document, field), createdSeq: document.createdSeq };
}

function valueOf({ createdAt, updatedAt, fields }: Document, field: SortField): string | number {
  if (field === 'name') return fields.name;
  return field === 'updated_at' ? updatedAt : createdAt;
}
