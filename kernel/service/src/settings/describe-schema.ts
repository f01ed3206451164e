import { z } from 'zod';

/** What docs, help and the reader need to know of a setting's schema. */
export interface SchemaDescription {
  /** A word for the kind of value: `port`, `duration`, `boolean`, `text`, … */
  readonly kind: string;
  /** What is accepted in words, or empty if any text is. */
  readonly rule: string;
}

/** Describes a schema: by its own title and description, or by what it is in zod. */
export function describeSchema(schema: z.ZodType): SchemaDescription {
  const meta = schema.meta();
  if (meta?.title !== undefined) {
    return { kind: meta.title, rule: meta.description ?? '' };
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return describeSchema(inner(schema.unwrap()));
  }
  if (schema instanceof z.ZodPipe) return describeSchema(inner(schema.in));
  if (schema instanceof z.ZodEnum) {
    return { kind: 'choice', rule: `one of ${schema.options.join(', ')}` };
  }
  return { kind: schema instanceof z.ZodString ? 'text' : 'value', rule: meta?.description ?? '' };
}

/** The classic API types inner schemas by the core's base; every schema we meet is a classic one. */
function inner(schema: unknown): z.ZodType {
  return schema instanceof z.ZodType ? schema : z.unknown();
}
