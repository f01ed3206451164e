import { ITEMS } from '../model/document.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import { readItemPatch, readNewItem } from './item-fields.ts';
import type { ItemKind } from './item-kind.ts';

/** Items with a name and a description (contract §7). Their rules never change. */
export const builtInKind: ItemKind = {
  collection: ITEMS,
  path: '/api/v1/items',
  isGoing: false,
  checks: [],
  readNew: (body) => fieldsOf(readNewItem(body)),
  readUpdate: (body) => ({ patch: readItemPatch(body), replaces: false }),
  readMerge: undefined,
};
