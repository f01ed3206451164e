import type { Column, TableSchema } from '../../model/schema.ts';
import type { Predicate } from '../../query/predicate.ts';
import { compilePredicate } from './compile-predicate.ts';
import type { Bind, Dialect } from './dialect.ts';
import { columnField, columnOperands } from './operands.ts';

/** What a write answers with. */
export interface Returned {
  readonly table: TableSchema;
  readonly returning: readonly Column[];
  readonly check?: Predicate;
}

/** The returning clause of a write at `place` with a leading space; empty where the dialect has it elsewhere. */
export const compileReturning = (
  dialect: Dialect,
  write: Returned,
  place: 'end' | 'before values',
  bind: Bind,
): string => {
  if (dialect.returning?.place !== place) return '';
  const operands = columnOperands(dialect, write.table, '');
  const check = write.check && compilePredicate(write.check, { dialect, operands, bind });
  const fields = write.returning.map((column) => columnField(dialect, column, ''));
  return ` ${dialect.returning.render(fields, check)}`;
};
