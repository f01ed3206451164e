const [SPACE, QUOTE, COMMA, BACKSLASH] = [0x20, 0x22, 0x2c, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT] = [0x5b, 0x5d, 0x7b];

/** How deep the items of a row are nested in an array of rows. */
const ITEM_DEPTH = 2;

/** What is looked for, in and out of a string: the engine finds it faster than a loop. */
const [stringMarks, rowMarks] = [/["\\]/g, /["[\]{},]/g];

/** Cuts a JSON array of arrays into the texts of their items while it comes, whatever they hold. */
export class RowSplitter {
  #depth = 0;
  #isInString = false;
  /** The last text ended with a backslash. */
  #isEscaped = false;
  #hasBegun = false;
  #isForeign = false;
  /** Items of the row that is not complete yet, and the beginning of the next one. */
  #items: string[] = [];
  #item = '';

  /** Whether there was one array of arrays, with its end, and nothing else. */
  get isComplete(): boolean {
    return this.#hasBegun && this.#depth === 0 && !this.#isForeign;
  }

  /** The rows that are complete with this text, which is not empty. */
  *push(text: string): Generator<readonly string[]> {
    let start = 0;
    let at = this.#next(text, this.#isEscaped ? 1 : 0);
    this.#isEscaped = false;
    for (; at < text.length; at = this.#next(text, at + 1)) {
      const code = text.charCodeAt(at);
      if (this.#depth < ITEM_DEPTH) {
        this.#readBetweenRows(code);
        start = at + 1;
      } else if (code === QUOTE) this.#isInString = !this.#isInString;
      else if (code === BACKSLASH) {
        // What follows means nothing.
        at += 1;
        this.#isEscaped = at === text.length;
      } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) this.#depth += 1;
      else if (code !== COMMA) {
        this.#depth -= 1;
        if (this.#depth < ITEM_DEPTH) yield this.#endRow(text.slice(start, at));
      } else if (this.#depth === ITEM_DEPTH) {
        this.#endItem(text.slice(start, at));
        start = at + 1;
      }
    }
    if (this.#depth >= ITEM_DEPTH) this.#item += text.slice(start);
  }

  /** Where the next character is that may mean something; beyond the end when there is none. */
  #next(text: string, from: number): number {
    if (this.#depth < ITEM_DEPTH) return from;
    const marks = this.#isInString ? stringMarks : rowMarks;
    marks.lastIndex = from;
    return marks.test(text) ? marks.lastIndex - 1 : text.length;
  }

  #readBetweenRows(code: number): void {
    if (code === OPEN_ARRAY) {
      this.#hasBegun = true;
      this.#depth += 1;
    } else if (code === CLOSE_ARRAY && this.#depth > 0) this.#depth -= 1;
    else if (code !== COMMA && code > SPACE) this.#isForeign = true;
  }

  #endItem(rest: string): void {
    this.#items.push(this.#item + rest);
    this.#item = '';
  }

  #endRow(rest: string): readonly string[] {
    this.#endItem(rest);
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
