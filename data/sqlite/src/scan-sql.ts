/** Where a placeholder stands in the text and which parameter it takes (1-based). */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
  readonly index: number;
}

/** What the driver does not tell about a statement, read from its text. */
export interface SqlScan {
  /** First word in lower case; '' when the text holds no statement. */
  readonly keyword: string;
  readonly placeholders: readonly Placeholder[];
  /** How many parameters must be given. */
  readonly parameterCount: number;
  /** First placeholder of the forms :a, @a and $a, which cannot be bound by position. */
  readonly namedPlaceholder: string | undefined;
  /** Something follows the first statement. The driver would drop it in silence. */
  readonly hasSecondStatement: boolean;
}

/**
 * Tokens of SQLite (https://sqlite.org/src/file/src/tokenize.c) as far as they can hide a
 * placeholder or a semicolon. A doubled quote inside a string reads as two strings side by side,
 * which is the same for this purpose and keeps the expression free of backtracking.
 */
const token =
  /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[^]*?(?:\*\/|$)|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\?\d*|[:@$#][\w$\u0080-\uffff]+|\S/g;

/** Scans one statement. Costs a few microseconds; do it when preparing, not when running. */
export function scanSql(sql: string): SqlScan {
  const placeholders: Placeholder[] = [];
  const words: string[] = [];
  let namedPlaceholder: string | undefined;
  let ended = false;
  let hasSecondStatement = false;
  let parameterCount = 0;
  for (const { 0: text, index: start } of sql.matchAll(token)) {
    if (text.startsWith('--') || text.startsWith('/*')) continue;
    if (text === ';') {
      ended = words.length > 0;
      continue;
    }
    if (ended) hasSecondStatement = true;
    const first = text[0] ?? '';
    if (first === '?') {
      const index = text.length > 1 ? Number(text.slice(1)) : parameterCount + 1;
      parameterCount = Math.max(parameterCount, index);
      placeholders.push({ start, end: start + text.length, index });
    } else if (text.length > 1 && ':@$#'.includes(first)) {
      namedPlaceholder ??= text;
    }
    if (words.length < 3) words.push(text.toLowerCase());
  }
  return {
    keyword: words[0] ?? '',
    placeholders,
    parameterCount,
    namedPlaceholder,
    // The body of a trigger has semicolons of its own, and SQLite itself finds its end.
    hasSecondStatement: hasSecondStatement && !(words[0] === 'create' && words.includes('trigger')),
  };
}
