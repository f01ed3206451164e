/**
 * The first text, by the order of their bytes in UTF-8, behind all that begin with a prefix; undefined
 * when there is none behind them. What begins with the prefix stands between the two in an index.
 */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10_ff_ff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Between these stand halves of surrogate pairs, which are no characters.
  return String.fromCodePoint(...points, last === 0xd7_ff ? 0xe0_00 : last + 1);
}
