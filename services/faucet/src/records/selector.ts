import { isLosslessNumber } from 'lossless-json';
import { fault } from '../faults.ts';
import type { Column } from '../model/schema.ts';
import type { ColumnScope } from '../query/column-scope.ts';
import { fitLiteral, literalOfValue, numberLiteral } from '../query/literal.ts';
import { parseFilter } from '../query/parse-filter.ts';
import { allOf, type Literal, type Predicate } from '../query/predicate.ts';
import { keysOf, parseIds, primaryKeyColumns } from '../query/record-key.ts';
import { type BodyRecord, refuseBody } from './read-body.ts';
import type { WriteParameters, WriteScope } from './write-target.ts';

/** The rows that `filter`, `ids` and the ids of a body name together; undefined when none is given. */
export const parseSelector = (
  scope: WriteScope,
  parameters: Pick<WriteParameters, 'filter' | 'ids'>,
  bodyIds?: unknown,
): Predicate | undefined =>
  allOf([
    parseFilter(parameters.filter ?? '', scope.columns),
    parseIds(parameters.ids, scope.target.table, scope.columns),
    bodyIds === undefined ? undefined : idsOfBody(scope, bodyIds),
  ]);

/** The refusal of a write that names no rows. */
export const selectorMissing = (action: 'update' | 'delete'): Error =>
  fault('selector_missing', { action });

const idsOfBody = ({ target, columns }: WriteScope, ids: unknown): Predicate => {
  const list: readonly unknown[] = Array.isArray(ids) ? ids : [];
  if (list.length === 0) throw refuseBody('"ids" must be a list of keys');
  if (list.length > target.recordsMax) {
    throw refuseBody(`${list.length} ids, more than the ${target.recordsMax} of one request`);
  }
  const texts = list.map((id) => {
    if (typeof id === 'string' || typeof id === 'number' || isLosslessNumber(id)) return String(id);
    throw refuseBody('"ids" must be a list of texts and numbers');
  });
  return keysOf(texts, target.table, columns);
};

/** The row a record names by its whole primary key, and the names of the key in the record. */
export interface RecordKey {
  readonly where: Predicate & { readonly kind: 'key' };
  /** As the record spells them. */
  readonly names: ReadonlySet<string>;
}

/** Undefined when the record does not have the whole key, or the table none. Throws invalid_body. */
export const keyOfRecord = (scope: WriteScope, record: BodyRecord): RecordKey | undefined => {
  const key = primaryKeyColumns(scope.target.table, scope.columns);
  if (key.length === 0) return undefined;
  const names = new Set<string>();
  const row: Literal[] = [];
  for (const column of key) {
    const name = nameIn(record, column, scope.columns);
    const value = name === undefined ? undefined : record[name];
    if (name === undefined || value === undefined || value === null) return undefined;
    names.add(name);
    row.push(keyLiteral(value, column));
  }
  return { where: { kind: 'key', columns: key.map(({ name }) => name), rows: [row] }, names };
};

/** A caller may spell a column in another case where that is clear. */
const nameIn = (record: BodyRecord, column: Column, scope: ColumnScope): string | undefined => {
  if (Object.hasOwn(record, column.name)) return column.name;
  return Object.keys(record).find((name) => scope.find(name) === column);
};

const keyLiteral = (value: unknown, column: Column): Literal => {
  const literal = isLosslessNumber(value)
    ? fitLiteral(numberLiteral(value.toString()), column)
    : isScalar(value)
      ? literalOfValue(value, column)
      : undefined;
  if (literal !== undefined) return literal;
  throw refuseBody(`key column "${column.name}" holds ${column.json_type}`);
};

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
