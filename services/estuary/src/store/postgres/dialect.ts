import type { Dialect } from '../sql/list-statement.ts';
import { OWNER_INDEXED, schemaName } from './schema.ts';

/** Indexes cannot be named here; conditions leave the planner but one. */
export const dialect: Dialect = {
  documentsBy: () => `${schemaName}.documents`,
  tallies: `${schemaName}.tallies`,
  placeholder: (position) => `$${position}`,
  ownerIs: (placeholder) =>
    `left(owner, ${OWNER_INDEXED}) = left(${placeholder}, ${OWNER_INDEXED}) AND owner = ${placeholder}`,
};
