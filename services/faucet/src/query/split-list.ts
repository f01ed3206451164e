/**
 * The entries of a comma-separated parameter, trimmed, blanks left out. Commas inside parentheses
 * and inside 'strings' do not separate.
 */
export const splitList = (text: string, separator = ','): readonly string[] => {
  const entries: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    if (quoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === separator && depth <= 0) {
      entries.push(text.slice(from, at));
      from = at + 1;
    }
  }
  entries.push(text.slice(from));
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
};
