/** Deeper than any real configuration; ends the walk through a file that contains itself. */
const DEPTH_MAX = 12;

/** A configuration file by dotted key: inner objects as well as the values in them. */
export function flattenConfiguration(
  file: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> {
  const valueByKey = new Map<string, unknown>();
  visit(file, '', 0);
  return valueByKey;

  function visit(object: object, prefix: string, depth: number): void {
    if (depth >= DEPTH_MAX) return;
    for (const [name, value] of Object.entries(object)) {
      const key = `${prefix}${name}`;
      valueByKey.set(key, value);
      if (isPlainObject(value)) visit(value, `${key}.`, depth + 1);
    }
  }
}

/** The dotted keys under which values (not further objects) stand. */
export function leafKeys(valueByKey: ReadonlyMap<string, unknown>): string[] {
  return [...valueByKey].filter(([, value]) => !isPlainObject(value)).map(([key]) => key);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
