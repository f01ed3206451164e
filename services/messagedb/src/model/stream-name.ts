/**
 * The parts of a stream name (contract §1): `category-id`, where a compound id is
 * `cardinal+rest`. Nothing is trimmed, normalised or reserved, and `:` has no meaning here.
 */

/** Everything before the first `-`; the whole name if there is none. */
export function category(streamName: string): string {
  const dash = streamName.indexOf('-');
  return dash === -1 ? streamName : streamName.slice(0, dash);
}

/** Everything after the first `-`; null if there is none. */
export function id(streamName: string): string | null {
  const dash = streamName.indexOf('-');
  return dash === -1 ? null : streamName.slice(dash + 1);
}

/** The id up to its first `+`, by which consumer groups divide streams; null without an id. */
export function cardinalId(streamName: string): string | null {
  const whole = id(streamName);
  if (whole === null) return null;
  const plus = whole.indexOf('+');
  // `account-+5` has an empty cardinal id, and `account-123+` the cardinal id `123`.
  return plus === -1 ? whole : whole.slice(0, plus);
}

export function isCategory(streamName: string): boolean {
  return !streamName.includes('-');
}
