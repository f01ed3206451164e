import type { Bind, Dialect } from './dialect.ts';
import type { Operands } from './operands.ts';

/** What a predicate is compiled with. */
export interface PredicateScope {
  readonly dialect: Dialect;
  readonly operands: Operands;
  readonly bind: Bind;
}

/** No row, in words every database knows. */
export const never = '1 = 0';
