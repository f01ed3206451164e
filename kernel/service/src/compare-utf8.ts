/**
 * Orders texts by their bytes in UTF-8, as PostgreSQL's "C" collation and SQLite do. By code units
 * `\uFFFF` would come after an emoji, by bytes it comes before.
 */
export function compareUtf8(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for characters above all others: moves them to the end of the code units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
