import type { Dialect } from '../sql/list-statement.ts';

export const dialect: Dialect = {
  documents: 'documents',
  tallies: 'tallies',
  placeholder: (position) => `?${position}`,
  ownerIs: (placeholder) => `owner = ${placeholder}`,
};
