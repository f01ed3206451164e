import type { Dialect } from '../sql/list-statement.ts';

export const dialect: Dialect = {
  documentsBy: (index) => `documents INDEXED BY ${index}`,
  tallies: 'tallies',
  placeholder: (position) => `?${position}`,
  ownerIs: (placeholder) => `owner = ${placeholder}`,
};
