import { Recent } from '@aquifer/service';
import type { Document } from '../model/document.ts';
import { ITEMS } from '../model/document.ts';
import { timeText } from './time-text.ts';

/** Characters of texts that are kept, because most items are read more often than changed. */
const KEPT_CHARS_MAX = 8 * 1024 * 1024;
const kept = new Recent<Document, string>(KEPT_CHARS_MAX, (text) => text.length);

/**
 * A document as JSON text (contract §7.1): an item has its fields beside id and times, a document of
 * another collection has them under `data`. The stored text goes in as it is.
 */
export function renderDocument(document: Document, includesVersion = false): string {
  if (includesVersion) return render(document, `,"version":${document.version}`);
  const known = kept.get(document);
  if (known !== undefined) return known;
  const text = render(document, '');
  kept.set(document, text);
  return text;
}

function render({ collection, id, fields, createdAt, updatedAt }: Document, more: string): string {
  // Ids are letters, digits and hyphens, so they need no escaping.
  const head = `{"id":"${id}",`;
  const body = collection === ITEMS ? fields.json.slice(1, -1) : `"data":${fields.json}`;
  const times = `"created_at":"${timeText(createdAt)}","updated_at":"${timeText(updatedAt)}"`;
  return `${head}${body},${times}${more}}`;
}
