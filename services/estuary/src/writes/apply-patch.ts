import type { Fields } from '../model/document.ts';
import type { Patch } from './write.ts';

/** Fields with the members of a patch set. The members of objects in it are not merged. */
export function applyPatch(fields: Fields, patch: Patch): Fields {
  return fieldsOf({ ...(JSON.parse(fields.json) as Patch), ...patch });
}

/** What is stored of an object that a client gave. */
export function fieldsOf(object: Patch): Fields {
  const { name } = object;
  return { name: typeof name === 'string' ? shortened(name) : '', json: JSON.stringify(object) };
}

/** As many characters as the name of an item may have, and as an index can hold. */
const NAME_MAX = 255;

function shortened(name: string): string {
  if (name.length <= NAME_MAX) return name;
  // A character has two units at most.
  return Array.from(name.slice(0, 2 * NAME_MAX))
    .slice(0, NAME_MAX)
    .join('');
}
