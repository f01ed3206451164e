import type { Predicate } from './predicate.ts';

/** Adds the name of every column the condition looks at. */
export const addPredicateColumns = (predicate: Predicate | undefined, names: Set<string>): void => {
  switch (predicate?.kind) {
    case undefined:
    case 'never':
      return;
    case 'and':
    case 'or':
      for (const term of predicate.terms) addPredicateColumns(term, names);
      return;
    case 'not':
      return addPredicateColumns(predicate.term, names);
    case 'key':
      for (const column of predicate.columns) names.add(column);
      return;
    case 'after':
      for (const { column } of predicate.order) names.add(column);
      return;
    case 'compare':
    case 'in':
    case 'between':
    case 'like':
    case 'match':
    case 'null':
      names.add(predicate.column);
  }
};
