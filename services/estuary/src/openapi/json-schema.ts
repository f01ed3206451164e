/** A JSON Schema 2020-12 object, or another object of OpenAPI 3.1, which embeds them. */
export interface JsonObject {
  readonly [keyword: string]: unknown;
}

/** Refers to a schema of the document. */
export const schemaRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** An object whose properties are all there but for those named. */
export function objectSchema(
  description: string,
  properties: Readonly<Record<string, JsonObject>>,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return {
    type: 'object',
    description,
    properties,
    ...(required.length === 0 ? {} : { required }),
  };
}

/** RFC 3339 in UTC. */
export const timestampSchema = (description: string): JsonObject => ({
  type: 'string',
  format: 'date-time',
  description,
});
