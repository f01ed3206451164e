import type { Literal, Predicate } from '../../query/predicate.ts';
import { compileAfter } from './compile-after.ts';
import { never, type PredicateScope } from './predicate-scope.ts';

const always = '1 = 1';

/** The condition as SQL, in parentheses where it could be torn apart. Throws unknown_column, invalid_value. */
export const compilePredicate = (predicate: Predicate, scope: PredicateScope): string => {
  const { dialect, operands, bind } = scope;
  switch (predicate.kind) {
    case 'and':
      return joined(cheapFirst(predicate.terms), ' AND ', always, scope);
    case 'or':
      return joined(predicate.terms, ' OR ', never, scope);
    case 'not':
      return `NOT (${compilePredicate(predicate.term, scope)})`;
    case 'compare': {
      const { sql, column } = operands(predicate.column);
      const operator = predicate.operator === '!=' ? '<>' : predicate.operator;
      return `${sql} ${operator} ${dialect.literal(predicate.value, column, bind)}`;
    }
    case 'in':
      return compileIn(predicate, scope);
    case 'between': {
      const { sql, column } = operands(predicate.column);
      const low = dialect.literal(predicate.low, column, bind);
      const high = dialect.literal(predicate.high, column, bind);
      return `${sql} ${predicate.negated ? 'NOT ' : ''}BETWEEN ${low} AND ${high}`;
    }
    case 'like': {
      const text = dialect.asText(operands(predicate.column));
      const like = dialect.like(text, bind(textOf(predicate.pattern)), false);
      return predicate.negated ? `NOT (${like})` : like;
    }
    case 'match': {
      const text = dialect.asText(operands(predicate.column));
      return dialect.like(text, bind(matchPattern(predicate)), true);
    }
    case 'null':
      return `${operands(predicate.column).sql} IS ${predicate.negated ? 'NOT ' : ''}NULL`;
    case 'key':
      return compileKey(predicate, scope);
    case 'after':
      return compileAfter(predicate.order, scope);
    case 'never':
      return never;
  }
};

/**
 * SQLite tries conditions in the order in which they stand, so those that drop most rows go first:
 * a filter over a whole table takes a tenth less. The rest keep their order.
 */
const cheapFirst = (terms: readonly Predicate[]): readonly Predicate[] =>
  terms.every((term) => isEquality(term))
    ? terms
    : [...terms.filter(isEquality), ...terms.filter((term) => !isEquality(term))];

const isEquality = (term: Predicate): boolean =>
  term.kind === 'key' ||
  term.kind === 'never' ||
  (term.kind === 'compare' && term.operator === '=');

const joined = (
  terms: readonly Predicate[],
  word: string,
  whenEmpty: string,
  scope: PredicateScope,
): string => {
  if (terms.length === 0) return whenEmpty;
  return balanced(
    terms.map((term) => `(${compilePredicate(term, scope)})`),
    word,
  );
};

/**
 * A long chain of terms as a tree of parentheses: databases parse a chain into a tree as deep as
 * the chain is long, and SQLite refuses more than 1000 levels.
 */
const balanced = (terms: readonly string[], word: string): string => {
  if (terms.length <= 8) return terms.join(word);
  const middle = terms.length >> 1;
  return `(${balanced(terms.slice(0, middle), word)})${word}(${balanced(terms.slice(middle), word)})`;
};

const compileIn = (predicate: Predicate & { kind: 'in' }, scope: PredicateScope): string => {
  const { sql, column } = scope.operands(predicate.column);
  if (predicate.values.length === 0) return predicate.negated ? always : never;
  const values = predicate.values.map((value) => scope.dialect.literal(value, column, scope.bind));
  const list = (part: readonly string[]): string =>
    `${sql} ${predicate.negated ? 'NOT ' : ''}IN (${part.join(', ')})`;
  const { inListMax = values.length } = scope.dialect;
  if (values.length <= inListMax) return list(values);
  const lists: string[] = [];
  for (let from = 0; from < values.length; from += inListMax) {
    lists.push(list(values.slice(from, from + inListMax)));
  }
  return `(${lists.join(predicate.negated ? ' AND ' : ' OR ')})`;
};

const compileKey = (predicate: Predicate & { kind: 'key' }, scope: PredicateScope): string => {
  const { columns, rows } = predicate;
  const [only] = columns;
  if (rows.length === 0 || only === undefined) return never;
  if (columns.length === 1) {
    if (rows.length > 1)
      return compileIn({ kind: 'in', column: only, values: rows.flat(), negated: false }, scope);
  }
  // Alternatives of equalities rather than row values, which not every database indexes.
  return balanced(
    rows.map((row) => compileKeyRow(columns, row, scope)),
    ' OR ',
  );
};

const compileKeyRow = (
  columns: readonly string[],
  row: readonly Literal[],
  scope: PredicateScope,
): string => {
  const terms = columns.map((name, index) => {
    const value = row[index];
    if (value === undefined)
      throw new Error(`key of ${columns.length} columns, row of ${row.length}`);
    const { sql, column } = scope.operands(name);
    return `${sql} = ${scope.dialect.literal(value, column, scope.bind)}`;
  });
  return terms.length === 1 ? terms.join('') : `(${terms.join(' AND ')})`;
};

/** A literal's characters, for patterns: LIKE compares text whatever the literal was. */
const textOf = (literal: Literal): string => {
  if (literal.kind === 'text') return literal.value;
  return literal.kind === 'boolean' ? String(literal.value) : literal.text;
};

const matchPattern = (predicate: Predicate & { kind: 'match' }): string => {
  const text = predicate.text.replace(/[\\%_]/g, '\\$&');
  if (predicate.position === 'start') return `${text}%`;
  return predicate.position === 'end' ? `%${text}` : `%${text}%`;
};
