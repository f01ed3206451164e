import type { Change } from '../../model/document.ts';

/** By how many documents changes let each collection grow, or shrink. */
export function growth(changes: readonly Change[]): ReadonlyMap<string, number> {
  const more = new Map<string, number>();
  for (const { type, collection } of changes) {
    if (type === 'updated') continue;
    more.set(collection, (more.get(collection) ?? 0) + (type === 'created' ? 1 : -1));
  }
  return more;
}
