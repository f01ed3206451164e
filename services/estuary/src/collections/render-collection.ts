import { timeText } from '../items/time-text.ts';
import type { Document } from '../model/document.ts';
import { readDeclaration } from './declaration.ts';

/** A declaration as JSON text. */
export function renderCollection(document: Document, showsSchema = true): string {
  const { name, schema, changedAt } = readDeclaration(document);
  return JSON.stringify({
    name,
    ...(showsSchema ? { schema } : {}),
    created_at: timeText(document.createdAt),
    updated_at: timeText(Math.max(document.createdAt, changedAt)),
  });
}
