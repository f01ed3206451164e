import type { Permission } from '../access/permission.ts';
import type { JsonType, TableSchema } from '../model/schema.ts';
import type { ColumnScope } from './column-scope.ts';
import { type CursorKey, type CursorOrder, parseCursor, refuseCursor } from './cursor.ts';
import type { Page } from './parse-page.ts';
import { type KeyList, withKeyOrder } from './plan-related.ts';
import type { OrderTerm, Projection } from './plan.ts';
import type { Predicate } from './predicate.ts';
import type { ReadParameters } from './read-parameters.ts';
import type { ReadShape } from './read-shape.ts';
import { primaryKeyColumns } from './record-key.ts';

/** How `next_cursor` is made of the last row. */
export interface CursorPlan extends CursorOrder {
  /** The row's JSON has all values exactly, or they stand in the keyed row at these places. */
  readonly source: 'json' | { readonly keys: readonly number[] };
}

/** Whose list it is, and what the caller may see of it. */
interface CursorSubject {
  readonly table: TableSchema;
  readonly permission: Permission;
}

/** A cursor shows the primary key of the last row, so the key must be open in every row of the list. */
export const isKeyOpen = (
  { table, permission }: CursorSubject,
  scope: ColumnScope,
  columns: ReadonlySet<string>,
): boolean => {
  const key = primaryKeyColumns(table, scope);
  if (key.length === 0) return false;
  return permission.rowFilter === undefined || key.every(({ name }) => columns.has(name));
};

/** Undefined where a list has no order that a cursor could continue. */
export const planCursor = (
  parameters: ReadParameters,
  table: TableSchema,
  scope: ColumnScope,
  shape: ReadShape,
  keys: KeyList,
): CursorPlan | undefined => {
  if (shape.grouping !== undefined) return undefined;
  const order = cursorKeys(withKeyOrder(shape.order, table), scope);
  if (order === undefined) return undefined;
  return {
    keys: order,
    list: cursorList(table, parameters, order),
    source: isInJson(order, shape.projections)
      ? 'json'
      : { keys: order.map(({ column }) => keys.place(column.name)) },
  };
};

/** The request that a cursor belongs to. */
export const cursorList = (
  { name }: TableSchema,
  { filter = '', ids = '' }: ReadParameters,
  order: readonly CursorKey[],
): readonly string[] => [
  name,
  filter.trim(),
  ids.trim(),
  ...order.map(({ column, direction }) => `${column.name} ${direction}`),
];

const cursorKeys = (
  order: readonly OrderTerm[],
  scope: ColumnScope,
): readonly CursorKey[] | undefined => {
  const keys: CursorKey[] = [];
  for (const { target, direction } of order) {
    const column = 'column' in target ? scope.find(target.column) : undefined;
    if (column === undefined || unordered.has(column.json_type)) return undefined;
    keys.push({ column, direction });
  }
  return keys;
};

/** Values that databases order in ways a comparison cannot repeat. */
const unordered: ReadonlySet<JsonType> = new Set(['object', 'array', 'string(byte)']);

/** Types whose JSON is the value itself; times may be rendered otherwise than they are stored. */
const plainTypes: ReadonlySet<JsonType> = new Set(['integer', 'string', 'string(uuid)']);

const isInJson = (order: readonly CursorKey[], projections: readonly Projection[]): boolean =>
  order.every(
    ({ column }) =>
      plainTypes.has(column.json_type) &&
      projections.some((one) => one.kind === 'column' && one.column === column),
  );

/** The rows after the cursor of the request; undefined when it has none. Throws invalid_parameter. */
export const planAfter = (
  token: string | undefined,
  cursor: CursorPlan | undefined,
  page: Page,
): Predicate | undefined => {
  if (token === undefined || token.trim() === '') return undefined;
  if (cursor === undefined) {
    throw refuseCursor(
      'this list cannot be continued by cursor: it needs a primary key and plain columns in its order',
    );
  }
  if (page.offset > 0) throw refuseCursor('it cannot be combined with offset');
  return parseCursor(token.trim(), cursor);
};
