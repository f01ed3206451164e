// `isWellFormed` is in Node since 20.0, but not in the es2023 library of TypeScript.
/// <reference lib="es2024.string" />

import { fault } from '../faults.ts';
import type { FieldProblem } from '../faults.ts';
import type { ItemKind, Update } from '../items/item-kind.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import type { Patch } from '../writes/write.ts';
import type { Collection } from './collection.ts';
import { checkOf } from './declaration.ts';
import { pointerTo } from './json-pointer.ts';
import { mergePatch } from './merge-patch.ts';
import { DATA_BYTES_MAX } from './schema-rules.ts';
import { isObject } from './subschemas.ts';

export const COLLECTIONS_PATH = '/api/v1/collections';

const FIELD = '/data';

/** Items whose `data` a schema checks (contract B8). */
export function collectionKind(collection: Collection): ItemKind {
  const { name, next, document } = collection.declaration;
  return {
    collection: name,
    path: `${COLLECTIONS_PATH}/${name}/items`,
    isGoing: next?.schema === false,
    checks: [checkOf(document)],
    readNew: ({ data }) => fieldsOf(accepted(collection, data)),
    readUpdate: ({ data }) => (data === undefined ? nothing : replacedBy(collection, data)),
    readMerge({ data }, current) {
      if (data === undefined) return nothing;
      if (!isObject(data)) return replacedBy(collection, data);
      return replacedBy(collection, mergePatch(JSON.parse(current.fields.json), data));
    },
  };
}

const nothing: Update = { patch: {}, replaces: false };

const replacedBy = (collection: Collection, data: unknown): Update => ({
  patch: accepted(collection, data),
  replaces: true,
});

/** Data that may be stored. Throws `validation_failed`, and `Unsettled`. */
function accepted(collection: Collection, data: unknown): Patch {
  const problems = dataProblems(collection, data);
  if (problems.length === 0) return data as Patch;
  const fields = problems.map((one) => ({ ...one, field: FIELD + one.field }));
  throw fault('validation_failed', {}, { problems: fields });
}

/** What keeps data from being stored. Fields are JSON pointers into it. Throws `Unsettled`. */
export function dataProblems(collection: Collection, data: unknown): readonly FieldProblem[] {
  const field = '';
  if (data === undefined) return [{ field, message: 'It is required', code: 'required' }];
  if (!isObject(data)) return [{ field, message: 'It must be an object', code: 'type' }];
  if (Buffer.byteLength(JSON.stringify(data)) > DATA_BYTES_MAX) {
    const message = `It must not be larger than ${DATA_BYTES_MAX} bytes`;
    return [{ field, message, code: 'size' }];
  }
  const unpaired = unpairedIn(data, '');
  return unpaired.length > 0 ? unpaired : collection.problemsOf(data);
}

/** Half of a character cannot be stored in UTF-8. */
function unpairedIn(value: unknown, field: string): readonly FieldProblem[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [unpaired(field)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name.isWellFormed() ? unpairedIn(inner, pointerTo(field, name)) : [unpaired(field)],
  );
}

const unpaired = (field: string): FieldProblem => ({
  field,
  message: 'It contains an unpaired surrogate',
  code: 'encoding',
});
