import type { Document } from '../model/document.ts';
import { ITEMS } from '../model/document.ts';
import { timeText } from './time-text.ts';

/**
 * A document as JSON text (contract §7.1): an item has its fields beside id and times, a document of
 * another collection has them under `data`. The stored text goes in as it is.
 */
export function renderDocument(document: Document, includesVersion = false): string {
  const { collection, id, fields, createdAt, updatedAt, version } = document;
  // Ids are letters, digits and hyphens, so they need no escaping.
  const head = `{"id":"${id}",`;
  const body = collection === ITEMS ? fields.json.slice(1, -1) : `"data":${fields.json}`;
  const times = `"created_at":"${timeText(createdAt)}","updated_at":"${timeText(updatedAt)}"`;
  return `${head}${body},${times}${includesVersion ? `,"version":${version}` : ''}}`;
}
