import { schemaProblems } from '../collections/check-schema.ts';
import { dataProblems } from '../collections/collection-kind.ts';
import { Collection } from '../collections/collection.ts';
import { isName } from '../collections/collections.ts';
import type { Declared } from '../collections/declaration.ts';
import { settled } from '../collections/declaration.ts';
import { isObject } from '../collections/subschemas.ts';
import { fault } from '../faults.ts';
import type { FieldProblem } from '../faults.ts';
import { COLLECTIONS, ITEMS } from '../model/document.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import type { Restore } from '../writes/write.ts';

/**
 * Checks documents in the order in which they were created, so that a collection is declared before
 * what is in it. Returns them as they are to be stored. Throws Fault `command_failed`.
 *
 * With `isForced` documents need not fit the schema of their collection: one that was changed by
 * force has left such behind.
 */
export function createCheckDocument(isForced: boolean): (document: Restore) => Restore {
  const collections = new Map<string, Collection>();
  return (one) => {
    if (one.collection === ITEMS) return one;
    if (one.collection === COLLECTIONS) {
      const declared = readDeclared(one);
      const document = { ...one, fields: fieldsOf({ ...declared }) };
      collections.set(one.id, new Collection({ ...declared, document: { ...one, createdSeq: 0 } }));
      return document;
    }
    const problems = isForced ? [] : problemsOf(one, collections.get(one.collection));
    if (problems.length > 0) refuse(`${told(problems, '/data')}; --force imports it all the same`);
    return one;
  };
}

function problemsOf(
  { collection, fields }: Restore,
  declared: Collection | undefined,
): readonly FieldProblem[] {
  if (declared !== undefined) return dataProblems(declared, JSON.parse(fields.json));
  const message = `No line above declares the collection ${collection}`;
  return [{ field: '', message, code: 'collection' }];
}

/** What a declaration is made of; without a change that was under way. */
function readDeclared({ id, fields }: Restore): Declared {
  const data = JSON.parse(fields.json) as Readonly<Record<string, unknown>>;
  const { name, schema, edition, changedAt } = data;
  if (!isName(id) || id === ITEMS || name !== id)
    refuse('/data/name must be the name of a collection, and the id');
  if (!isObject(schema)) return refuse('/data/schema must be an object');
  const problems = schemaProblems(schema);
  if (problems.length > 0) refuse(told(problems, '/data/schema'));
  if (!isWhole(edition) || edition < 1)
    return refuse('/data/edition must be a whole number from 1 on');
  if (!isWhole(changedAt)) return refuse('/data/changedAt must be a whole number');
  return settled({ name: id, schema, edition, changedAt });
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

const told = (problems: readonly FieldProblem[], at: string): string =>
  problems.map(({ field, message }) => `${at}${field}: ${message}`).join('; ');

function refuse(reason: string): never {
  throw fault('command_failed', { reason });
}
