import { pointerTo } from './json-pointer.ts';
import { applicators } from './schema-keywords.ts';

/** A JSON Schema that is an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** A schema within a schema. */
export interface Subschema {
  readonly pointer: string;
  /** Whatever a client wrote there. */
  readonly schema: unknown;
  /** Whether it is about the same value as the schema it is in. */
  readonly inPlace: boolean;
}

export const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schemas right within one, in the order in which they are written. */
export function subschemasOf(schema: Schema, pointer: string): readonly Subschema[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const applicator = Object.hasOwn(applicators, keyword) ? applicators[keyword] : undefined;
    if (applicator === undefined) return [];
    const { holds, inPlace } = applicator;
    const at = pointerTo(pointer, keyword);
    if (holds === 'schema') return [{ pointer: at, schema: value, inPlace }];
    // What is neither a list nor an object here is told by the meta-schema.
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).map(([name, one]: [string, unknown]) => ({
      pointer: pointerTo(at, name),
      schema: one,
      inPlace,
    }));
  });
}

/** The same schema with another one in the place of each right within it. */
export function mapSubschemas(schema: Schema, change: (inner: unknown) => unknown): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const holds = Object.hasOwn(applicators, keyword) ? applicators[keyword]?.holds : undefined;
      if (holds === undefined) return [keyword, value];
      if (holds === 'schema') return [keyword, change(value)];
      if (holds === 'list') return [keyword, (value as readonly unknown[]).map(change)];
      const entries = Object.entries(value as Schema).map(([name, one]) => [name, change(one)]);
      return [keyword, Object.fromEntries(entries)];
    }),
  );
}
