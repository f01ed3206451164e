import { renderDocument } from '../items/render-document.ts';
import type { Change } from '../model/document.ts';

const operations = { created: 'create', updated: 'update', deleted: 'delete' } as const;

/** What a batch has done, in the order of its operations (contract B7). */
export function renderResults(changes: readonly Change[]): string {
  return `{"results":[${changes.map((change) => renderResult(change)).join(',')}]}`;
}

function renderResult({ type, id, version, document }: Change): string {
  const item = document === null ? 'null' : renderDocument(document);
  return `{"op":"${operations[type]}","id":"${id}","version":${version},"item":${item}}`;
}
