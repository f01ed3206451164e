import type { Literal, Predicate } from '../../src/query/predicate.ts';

/** A predicate in the filter language, fully parenthesised; the inverse of the parser in tests. */
export const printFilter = (predicate: Predicate): string => {
  switch (predicate.kind) {
    case 'and':
      return predicate.terms.map((term) => `(${printFilter(term)})`).join(' AND ');
    case 'or':
      return predicate.terms.map((term) => `(${printFilter(term)})`).join(' OR ');
    case 'not':
      return `NOT (${printFilter(predicate.term)})`;
    case 'compare':
      return `${predicate.column} ${predicate.operator} ${print(predicate.value)}`;
    case 'in':
      return `${predicate.column}${not(predicate)} IN (${predicate.values.map(print).join(', ')})`;
    case 'between':
      return `${predicate.column}${not(predicate)} BETWEEN ${print(predicate.low)} AND ${print(predicate.high)}`;
    case 'like':
      return `${predicate.column}${not(predicate)} LIKE ${print(predicate.pattern)}`;
    case 'match':
      return `${predicate.column} ${words[predicate.position]} ${print({ kind: 'text', value: predicate.text })}`;
    case 'null':
      return `${predicate.column} IS${not(predicate)} NULL`;
    default:
      throw new Error(`${predicate.kind} has no words in the filter language`);
  }
};

const words = { anywhere: 'CONTAINS', start: 'STARTS WITH', end: 'ENDS WITH' };

const not = ({ negated }: { readonly negated: boolean }): string => (negated ? ' NOT' : '');

const print = (literal: Literal): string => {
  if (literal.kind === 'text') return `'${literal.value.replaceAll("'", "''")}'`;
  if (literal.kind === 'boolean') return literal.value ? 'TRUE' : 'FALSE';
  return literal.text;
};
