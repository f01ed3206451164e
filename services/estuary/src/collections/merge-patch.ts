import { isObject } from './subschemas.ts';

/** A value with a JSON merge patch applied (RFC 7396): null removes, objects are merged, all else is set. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  // Entries, so that `__proto__` is a member like any other.
  return Object.fromEntries(merged);
}
