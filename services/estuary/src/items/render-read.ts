import { Recent } from '@aquifer/service';
import type { Document } from '../model/document.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { renderDocument } from './render-document.ts';

/** A document that was read, as JSON text. */
export type RenderRead = (document: Document, includesVersion: boolean) => string;

const KEPT_CHARS_MAX = 4 * 1024 * 1024;

/**
 * Keeps the texts of documents that a store has in memory: most are read more often than changed. What
 * is made anew for every reading is not met again.
 */
export function createRenderRead({ keepsDocuments = false }: DocumentStore): RenderRead {
  if (!keepsDocuments) return renderDocument;
  const kept = new Recent<Document, string>(KEPT_CHARS_MAX, (text) => text.length);
  return (document, includesVersion) => {
    if (includesVersion) return renderDocument(document, true);
    const known = kept.get(document);
    if (known !== undefined) return known;
    const text = renderDocument(document);
    kept.set(document, text);
    return text;
  };
}
