/** What a validator of Convex (`v.string()`, `v.object(…)`) allows, as it is deployed. */
export type ConvexShape =
  | { readonly type: 'any' | 'null' | 'number' | 'string' | 'boolean' }
  | { readonly type: 'union'; readonly value: readonly ConvexShape[] }
  | { readonly type: 'object'; readonly value: Readonly<Record<string, ConvexField>> };

interface ConvexField {
  readonly fieldType: ConvexShape;
  readonly optional: boolean;
}

/** Whether Convex would take a value: all fields it asks for, and no others. */
export function fitsShape(shape: ConvexShape, value: unknown): boolean {
  switch (shape.type) {
    case 'any':
      return value !== undefined;
    case 'null':
      return value === null;
    case 'union':
      return shape.value.some((one) => fitsShape(one, value));
    case 'object':
      return fitsFields(shape.value, value);
    default:
      return typeof value === shape.type;
  }
}

function fitsFields(fields: Readonly<Record<string, ConvexField>>, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const given = new Map(Object.entries(value).filter(([, one]) => one !== undefined));
  return (
    [...given.keys()].every((name) => Object.hasOwn(fields, name)) &&
    Object.entries(fields).every(([name, { fieldType, optional }]) =>
      given.has(name) ? fitsShape(fieldType, given.get(name)) : optional,
    )
  );
}
