import { COLLECTIONS } from '../model/document.ts';
import type { Document } from '../model/document.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import type { Check, Write } from '../writes/write.ts';
import type { Schema } from './subschemas.ts';

/**
 * A schema that is to take the place of another one. While documents are looked through, what is
 * written must fit both, so that nothing slips in behind the look.
 */
export interface NextSchema {
  /** False for a collection that is to go: nothing fits. */
  readonly schema: Schema | false;
  /** When whoever makes the change has given up, in milliseconds since 1970. */
  readonly until: number;
}

/** What is stored of a declaration. */
export interface Declared {
  readonly name: string;
  readonly schema: Schema;
  /** One more with each change of the schema: what its ETag says. */
  readonly edition: number;
  /** When the schema was changed last, in milliseconds since 1970. */
  readonly changedAt: number;
  readonly next?: NextSchema;
}

/** A declared collection (contract B8). */
export interface Declaration extends Declared {
  readonly document: Document;
}

export function readDeclaration(document: Document): Declaration {
  return { ...(JSON.parse(document.fields.json) as Declared), document };
}

/** That a declaration is still this one. */
export function checkOf({ collection, id, version, createdSeq }: Document): Check {
  return { kind: 'check', collection, id, version, createdSeq };
}

/** The same as it is told to clients, without a change that is under way. */
export function settled({ name, schema, edition, changedAt }: Declared): Declared {
  return { name, schema, edition, changedAt };
}

/** Puts something in the place of a declaration, if it is still this one. */
export function replacing({ document }: Declaration, declared: Declared): readonly Write[] {
  const { id } = document;
  const patch = { ...declared };
  return [
    checkOf(document),
    { kind: 'update', collection: COLLECTIONS, id, condition: {}, patch, replaces: true },
  ];
}

/**
 * A new declaration. Its editions begin where none of a deleted one of its name came to, as versions of
 * items do: who knows only that one does not change this one.
 */
export const firstOf = (name: string, schema: Schema, now: number): Declared => ({
  name,
  schema,
  edition: Math.max(1, now),
  changedAt: now,
});

/** Makes a declaration, if there is none of its name. */
export function declaring(declared: Declared): readonly Write[] {
  const place = { collection: COLLECTIONS, id: declared.name };
  const fields = fieldsOf({ ...declared });
  return [
    { kind: 'check', ...place, version: 0, createdSeq: 0 },
    { kind: 'create', ...place, fields, owner: null },
  ];
}
