import type { Snapshot } from '../store/document-store.ts';
import { renderLine } from './document-line.ts';

/**
 * All documents of a moment as NDJSON, in the order of their creation (contract B10). `onProgress` is
 * told how many were given so far.
 */
export async function* exportDocuments(
  { pages }: Snapshot,
  onProgress: (exported: number) => void,
): AsyncGenerator<string> {
  let exported = 0;
  for await (const page of pages) {
    yield page.map(renderLine).join('');
    exported += page.length;
    onProgress(exported);
  }
}
