const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The members of a JSON object by name, each as it is written; of equal names the last one counts, as
 * for JSON.parse, which must have taken the text before.
 */
export function memberTexts(json: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let [depth, start] = [0, 0];
  let name: string | undefined;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (code === COLON && depth === 1) {
      name = JSON.parse(json.slice(start, at)) as string;
      start = at + 1;
    } else if (code === COMMA || code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 1) {
        if (name !== undefined) members.set(name, json.slice(start, at).trim());
        name = undefined;
        start = at + 1;
      }
      if (code !== COMMA) depth -= 1;
    }
  }
  return members;
}

/** Where the string ends that begins here. */
function endOfString(json: string, begin: number): number {
  let at = begin + 1;
  while (json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
