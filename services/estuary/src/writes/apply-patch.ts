import type { Fields } from '../model/document.ts';
import type { Patch } from './write.ts';

/** Fields with the members of a patch set. The members of objects in it are not merged. */
export function applyPatch(fields: Fields, patch: Patch): Fields {
  return fieldsOf({ ...(JSON.parse(fields.json) as Patch), ...patch });
}

/** What is stored of an object that a client gave. */
export function fieldsOf(object: Patch): Fields {
  const { name } = object;
  return { name: typeof name === 'string' ? name : '', json: JSON.stringify(object) };
}
