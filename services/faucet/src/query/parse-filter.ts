import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import type { NameScope } from './column-scope.ts';
import { type Token, tokenize } from './filter-tokens.ts';
import { fitLiteral, numberLiteral, textOfLiteral } from './literal.ts';
import type { ComparisonOperator, Literal, Predicate } from './predicate.ts';
import { utf8Length } from './utf8-length.ts';

/** Parentheses and NOTs inside each other: far beyond any real filter, far from the end of the stack. */
export const filterLevelsMax = 1000;
/** As long as a request line may reasonably be, in bytes. */
export const filterBytesMax = 65_536;

type Name = Pick<Column, 'name' | 'json_type'>;

/** Turns the sentence about what is wrong into the error of the parameter it stands in. */
export type Refuse = (reason: string) => Error;

/**
 * The filter language of contract §8.3:
 *
 *     expr := and ("OR" and)*      and  := not ("AND" not)*
 *     not  := "NOT" not | prim     prim := "(" expr ")" | comparison
 *
 * An empty filter is none. Every violation is refused with the token and its byte position.
 */
export const parseFilter = (
  text: string,
  scope: NameScope<Name>,
  refuse: Refuse = (reason) => fault('invalid_filter', { reason }),
): Predicate | undefined => {
  if (text.length > filterBytesMax || utf8Length(text) > filterBytesMax) {
    throw refuse(`it is longer than ${filterBytesMax} bytes`);
  }
  const tokens = tokenize(text);
  if ('reason' in tokens) {
    throw refuse(`tokenize: ${tokens.reason} at position ${bytePosition(text, tokens.at)}`);
  }
  if (tokens.length === 1) return undefined;
  return new FilterParser(text, tokens, scope, refuse).parse();
};

const bytePosition = (text: string, at: number): number => utf8Length(text.slice(0, at));

const comparisons = new Map<string, ComparisonOperator>([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

/** Recursive descent over the tokens; its state is the next token and the depth. */
class FilterParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #scope: NameScope<Name>;
  readonly #refuse: Refuse;
  #next = 0;
  #level = 0;

  constructor(text: string, tokens: readonly Token[], scope: NameScope<Name>, refuse: Refuse) {
    this.#text = text;
    this.#tokens = tokens;
    this.#scope = scope;
    this.#refuse = refuse;
  }

  parse(): Predicate {
    const predicate = this.#or();
    if (this.#peek().kind !== 'end') throw this.#unexpected('expected AND, OR or the end');
    return predicate;
  }

  #or(): Predicate {
    const first = this.#and();
    if (!this.#isWord('OR')) return first;
    const terms = [first];
    while (this.#takeWord('OR')) terms.push(this.#and());
    return { kind: 'or', terms };
  }

  #and(): Predicate {
    const first = this.#not();
    if (!this.#isWord('AND')) return first;
    const terms = [first];
    while (this.#takeWord('AND')) terms.push(this.#not());
    return { kind: 'and', terms };
  }

  /** Two NOTs cancel out, in the logic with nulls too. */
  #not(): Predicate {
    let nots = 0;
    while (this.#takeWord('NOT')) {
      nots += 1;
      this.#descend();
    }
    const term = this.#primary();
    this.#level -= nots;
    return nots % 2 === 0 ? term : { kind: 'not', term };
  }

  #primary(): Predicate {
    if (!this.#takeSymbol('(')) return this.#comparison();
    this.#descend();
    const inner = this.#or();
    this.#expectSymbol(')');
    this.#level -= 1;
    return inner;
  }

  #descend(): void {
    this.#level += 1;
    if (this.#level > filterLevelsMax) {
      throw this.#refuse(
        `more than ${filterLevelsMax} levels of nesting${this.#where(this.#peek())}`,
      );
    }
  }

  #comparison(): Predicate {
    const column = this.#column();
    const operator =
      this.#peek().kind === 'symbol' ? comparisons.get(this.#peek().text) : undefined;
    if (operator !== undefined) {
      this.#next += 1;
      const value = this.#value(column, `${column.name} ${operator}`);
      return { kind: 'compare', column: column.name, operator, value };
    }
    if (this.#takeWord('IS')) {
      const negated = this.#takeWord('NOT');
      this.#expectWord('NULL', `${column.name} IS`);
      return { kind: 'null', column: column.name, negated };
    }
    return this.#negatable(column) ?? this.#match(column);
  }

  /** `[NOT] IN | LIKE | BETWEEN`. */
  #negatable(column: Name): Predicate | undefined {
    const negated = this.#takeWord('NOT');
    if (this.#takeWord('IN')) return this.#in(column, negated);
    if (this.#takeWord('BETWEEN')) return this.#between(column, negated);
    if (this.#takeWord('LIKE')) {
      const pattern = this.#literal(`${column.name} LIKE`);
      const text: Literal = { kind: 'text', value: textOfLiteral(pattern) };
      return { kind: 'like', column: column.name, pattern: text, negated };
    }
    if (negated) throw this.#unexpected(`expected IN, LIKE or BETWEEN after ${column.name} NOT`);
    return undefined;
  }

  #in(column: Name, negated: boolean): Predicate {
    const after = `${column.name} IN`;
    this.#expectSymbol('(');
    const values = [this.#value(column, after)];
    while (this.#takeSymbol(',')) values.push(this.#value(column, after));
    this.#expectSymbol(')');
    return { kind: 'in', column: column.name, values, negated };
  }

  #between(column: Name, negated: boolean): Predicate {
    const low = this.#value(column, `${column.name} BETWEEN`);
    this.#expectWord('AND', `${column.name} BETWEEN ${textOfLiteral(low)}`);
    const high = this.#value(column, `${column.name} BETWEEN … AND`);
    return { kind: 'between', column: column.name, low, high, negated };
  }

  /** `CONTAINS | STARTS WITH | ENDS WITH` and a string. */
  #match(column: Name): Predicate {
    if (this.#takeWord('CONTAINS')) return this.#matchText(column, 'anywhere', 'CONTAINS');
    if (this.#takeWord('STARTS')) {
      this.#expectWord('WITH', `${column.name} STARTS`);
      return this.#matchText(column, 'start', 'STARTS WITH');
    }
    if (this.#takeWord('ENDS')) {
      this.#expectWord('WITH', `${column.name} ENDS`);
      return this.#matchText(column, 'end', 'ENDS WITH');
    }
    throw this.#unexpected(`expected an operator after ${column.name}`);
  }

  #matchText(column: Name, position: 'anywhere' | 'start' | 'end', words: string): Predicate {
    const token = this.#peek();
    if (token.kind !== 'text') {
      throw this.#unexpected(`expected a string after ${column.name} ${words}`);
    }
    this.#next += 1;
    return { kind: 'match', column: column.name, position, text: token.text };
  }

  /** `column`, `table.column` or `schema.table.column`; the table must be the one at hand. */
  #column(): Name {
    const first = this.#peek();
    if (first.kind !== 'word') throw this.#unexpected('expected a column');
    this.#next += 1;
    const parts = [first.text];
    while (parts.length < 3 && this.#takeSymbol('.')) parts.push(this.#part());
    const name = parts.at(-1) ?? '';
    const table = parts.at(-2);
    if (table !== undefined && table.toLowerCase() !== this.#scope.table.toLowerCase()) {
      throw this.#refuse(
        `"${table}" is not the table of this request ("${this.#scope.table}")${this.#where(first)}`,
      );
    }
    const column = this.#scope.find(name);
    if (column !== undefined) return column;
    throw this.#refuse(
      `column "${name}" does not exist in "${this.#scope.table}"${this.#where(first)}`,
    );
  }

  #part(): string {
    const token = this.#peek();
    if (token.kind !== 'word') throw this.#unexpected('expected a name after "."');
    this.#next += 1;
    return token.text;
  }

  #value(column: Name, after: string): Literal {
    const token = this.#peek();
    const literal = this.#literal(after);
    const fitted = fitLiteral(literal, column);
    if (fitted !== undefined) return fitted;
    throw this.#refuse(
      `${JSON.stringify(textOfLiteral(literal))} is no ${column.json_type} as column "${column.name}" is${this.#where(token)}`,
    );
  }

  #literal(after: string): Literal {
    const token = this.#peek();
    this.#next += 1;
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (token.kind === 'number') return numberLiteral(token.text);
    if (token.kind === 'word') {
      const word = token.text.toUpperCase();
      if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE' };
    }
    this.#next -= 1;
    throw this.#unexpected(
      `expected value after ${after}: a string, a number, TRUE or FALSE (use IS NULL for null)`,
    );
  }

  #peek(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new Error('the filter parser went past the end of its tokens');
    return token;
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return (
      token.kind === 'word' &&
      token.text.length === word.length &&
      token.text.toUpperCase() === word
    );
  }

  #takeWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#next += 1;
    return found;
  }

  #expectWord(word: string, after: string): void {
    if (!this.#takeWord(word)) throw this.#unexpected(`expected ${word} after ${after}`);
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#peek();
    const found = token.kind === 'symbol' && token.text === symbol;
    if (found) this.#next += 1;
    return found;
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#unexpected(`expected "${symbol}"`);
  }

  #unexpected(expected: string): Error {
    const token = this.#peek();
    const got = token.kind === 'end' ? 'the end' : JSON.stringify(token.text);
    return this.#refuse(`${expected}, got ${got}${this.#where(token)}`);
  }

  #where(token: Token): string {
    return ` at position ${bytePosition(this.#text, token.at)}`;
  }
}
