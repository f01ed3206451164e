import { tokenize } from './filter-tokens.ts';

/**
 * A filter without its values: `age > 30 AND city = 'Oslo'` and `age > 5 AND city = 'Rome'` have
 * the same. Undefined when the text is no filter or has no values.
 */
export const filterShape = (filter: string): string | undefined => {
  const tokens = tokenize(filter);
  if ('reason' in tokens) return undefined;
  let shape = '';
  let hasValues = false;
  for (const { kind, text } of tokens) {
    const isValue = kind === 'text' || kind === 'number';
    hasValues ||= isValue;
    // No word or symbol holds a quote or begins with a digit.
    shape += isValue ? (kind === 'text' ? "' " : '0 ') : `${text} `;
  }
  return hasValues ? shape : undefined;
};
