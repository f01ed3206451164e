/** A stretch of source that is not code. */
export interface Region {
  /** `text` is what stands between quotes or backticks, or a regular expression with its slashes. */
  readonly kind: 'comment' | 'text';
  readonly start: number;
  /** Index after the last character. */
  readonly end: number;
}

/** After one of these a slash begins a regular expression; after anything else it divides. */
const beforeExpression =
  /(^|[-+*%=<>!&|^~?:;,.([{}]|\b(return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield))\s*$/;

/**
 * Finds comments, strings, template texts and regular expressions in TypeScript, so that a rule can
 * look at code only. TypeScript 7 has no parser to import; this knows just enough of the language.
 */
export function scanRegions(source: string): Region[] {
  const regions: Region[] = [];
  /** For every template we are inside of, how many braces of its `${…}` are open. */
  const openBraces: number[] = [];
  let index = 0;
  const take = (kind: Region['kind'], start: number, end: number): void => {
    regions.push({ kind, start, end });
    index = end;
  };
  const takeTemplate = (start: number): void => {
    const end = endOfTemplate(source, start);
    take('text', start, end);
    if (source[end] === '`') index = end + 1;
    else if (source[end] === '$') {
      openBraces.push(0);
      index = end + 2;
    }
  };
  while (index < source.length) {
    const two = source.slice(index, index + 2);
    const character = two[0] ?? '';
    const depth = openBraces.at(-1);
    if (two === '//' || (two === '#!' && index === 0)) {
      take('comment', index, endOf(source, '\n', index));
    } else if (two === '/*') {
      take('comment', index, Math.min(source.length, endOf(source, '*/', index + 2) + 2));
    } else if (character === '"' || character === "'") {
      take('text', index + 1, endOfString(source, index + 1, character));
      index += 1;
    } else if (character === '`') {
      takeTemplate(index + 1);
    } else if (character === '/' && beforeExpression.test(codeBefore(source, regions, index))) {
      take('text', index, endOfRegularExpression(source, index + 1));
    } else if (character === '}' && depth === 0) {
      openBraces.pop();
      takeTemplate(index + 1);
    } else {
      if (depth !== undefined && character === '{') openBraces[openBraces.length - 1] = depth + 1;
      if (depth !== undefined && character === '}') openBraces[openBraces.length - 1] = depth - 1;
      index += 1;
    }
  }
  return regions;
}

/** The source with regions of these kinds turned into spaces; lines and columns stay. */
export function blank(source: string, kinds: readonly Region['kind'][]): string {
  let result = '';
  let from = 0;
  for (const region of scanRegions(source)) {
    if (!kinds.includes(region.kind)) continue;
    result += source.slice(from, region.start);
    result += source.slice(region.start, region.end).replaceAll(/[^\n]/g, ' ');
    from = region.end;
  }
  return result + source.slice(from);
}

/** The line of a character, counted from 1. */
export function lineAt(source: string, index: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < index; at = source.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}

/** The last code before an index on its line, or on the one before it; comments left out. */
function codeBefore(source: string, regions: readonly Region[], index: number): string {
  let end = index;
  for (let at = regions.length - 1; at >= 0; at -= 1) {
    const region = regions[at];
    if (region?.kind !== 'comment' || source.slice(region.end, end).trim() !== '') break;
    end = region.start;
  }
  return source.slice(Math.max(0, end - 80), end);
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function endOfString(source: string, from: number, quote: string): number {
  for (let index = from; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === quote || source[index] === '\n') return index;
  }
  return source.length;
}

function endOfTemplate(source: string, from: number): number {
  for (let index = from; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === '`' || source.startsWith('${', index)) return index;
  }
  return source.length;
}

function endOfRegularExpression(source: string, from: number): number {
  let inClass = false;
  for (let index = from; index < source.length; index += 1) {
    const character = source[index];
    if (character === '\\') index += 1;
    else if (character === '\n') return index;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return index + 1;
  }
  return source.length;
}
