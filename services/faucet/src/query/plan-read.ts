import type { Permission } from '../access/permission.ts';
import { fault } from '../faults.ts';
import type { JsonType, TableSchema } from '../model/schema.ts';
import { type ColumnScope, columnScope } from './column-scope.ts';
import { type CursorKey, type CursorOrder, parseCursor, refuseCursor } from './cursor.ts';
import { parseFields, parseGroup } from './parse-fields.ts';
import { parseFilter } from './parse-filter.ts';
import { parseHaving } from './parse-having.ts';
import { type Grouping, parseOrder } from './parse-order.ts';
import { type Page, parsePage, parseSwitch } from './parse-page.ts';
import {
  KeyList,
  planRelated,
  type RelatedTables,
  type RelationPlan,
  withKeyOrder,
} from './plan-related.ts';
import type { OrderTerm, Projection, SelectPlan } from './plan.ts';
import { addPredicateColumns } from './predicate-columns.ts';
import { allOf, type Predicate } from './predicate.ts';
import type { ReadParameters } from './read-parameters.ts';
import { parseIds, parseRecordKey, primaryKeyColumns } from './record-key.ts';
import { rowFilterFor } from './row-filter.ts';

/** What is read, and what the caller may see of it. */
export interface ReadSubject {
  readonly table: TableSchema;
  readonly permission: Permission;
  /** Only needed when the request has `related`. */
  readonly related?: RelatedTables | undefined;
}

/** A read as the database and the envelope need it. */
export interface ReadPlan {
  readonly select: SelectPlan;
  readonly page: Page;
  /** Present when `meta.total` is asked for: the condition without page and cursor. */
  readonly total?: { readonly where: Predicate | undefined };
  readonly cursor?: CursorPlan;
  readonly relations: readonly RelationPlan[];
  /** The part of `where` that the caller's role demands. */
  readonly rowFilter?: Predicate;
}

/** How `next_cursor` is made of the last row. */
export interface CursorPlan extends CursorOrder {
  /** The row's JSON has all values exactly, or they stand in the keyed row at these places. */
  readonly source: 'json' | { readonly keys: readonly number[] };
}

/**
 * The plan of a list. Throws invalid_filter, invalid_fields, invalid_order, invalid_group,
 * invalid_having, invalid_related, invalid_parameter. `stream` permits `limit=all`.
 */
export const planRead = (
  subject: ReadSubject,
  parameters: ReadParameters,
  { stream = false }: { readonly stream?: boolean } = {},
): ReadPlan => {
  const { table, permission } = subject;
  const scope = columnScope(table, permission);
  const shape = planShape(parameters, scope);
  const page = parsePage(parameters.limit, parameters.offset);
  if (page.limit === 'all' && !stream) throw refuseAll();
  const keys = new KeyList();
  const relations = planRelations(parameters.related, subject, scope, keys, shape.grouping);
  if (page.limit === 'all' && relations.length > 0) {
    throw fault('invalid_related', { reason: 'it cannot be combined with limit=all' });
  }
  const filter = allOf([
    parseFilter(parameters.filter ?? '', scope),
    parseIds(parameters.ids, table, scope),
  ]);
  const columns = touched(shape, filter, keys.names);
  const rowFilter = rowFilterFor(permission, table, columns);
  const where = allOf([filter, rowFilter]);
  const cursor = isKeyOpen(subject, scope, columns)
    ? planCursor(parameters, table, scope, shape, keys)
    : undefined;
  const after = planAfter(parameters.cursor, cursor, page);
  const selected = allOf([where, after]);
  return {
    select: {
      table,
      projections: shape.projections,
      ...(selected === undefined ? {} : { where: selected }),
      group: shape.grouping?.group ?? [],
      ...(shape.having === undefined ? {} : { having: shape.having }),
      order: shape.grouping === undefined ? withKeyOrder(shape.order, table) : shape.order,
      ...(page.limit === 'all' ? {} : { limit: page.limit }),
      offset: page.offset,
      keys: keys.names,
    },
    page,
    ...(isTotalAsked(parameters, shape) ? { total: { where } } : {}),
    ...(cursor === undefined ? {} : { cursor }),
    relations,
    ...(rowFilter === undefined ? {} : { rowFilter }),
  };
};

/**
 * The plan of the same list with other values in its filter: like `plan`, which `planRead` made on
 * the same subject for parameters that differ in these values only, without `ids` and `cursor`.
 * Throws invalid_filter.
 */
export const planOtherFilter = (
  plan: ReadPlan,
  { table, permission }: ReadSubject,
  parameters: ReadParameters,
): ReadPlan => {
  const filter = parseFilter(parameters.filter ?? '', columnScope(table, permission));
  const where = allOf([filter, plan.rowFilter]);
  const { cursor } = plan;
  return {
    ...plan,
    select: { ...plan.select, ...(where === undefined ? {} : { where }) },
    ...(plan.total === undefined ? {} : { total: { where } }),
    ...(cursor === undefined
      ? {}
      : { cursor: { ...cursor, list: listOf(table, parameters, cursor.keys) } }),
  };
};

/** The plan of one record by the text of its key; of the parameters `fields` and `related` count. */
export const planReadOne = (
  subject: ReadSubject,
  keyText: string,
  parameters: Pick<ReadParameters, 'fields' | 'related'>,
): ReadPlan => {
  const { table, permission } = subject;
  const scope = columnScope(table, permission);
  const shape = planShape({ fields: parameters.fields }, scope);
  if (shape.grouping !== undefined) {
    throw fault('invalid_fields', { reason: 'a single record has no aggregates' });
  }
  const keys = new KeyList();
  const relations = planRelations(parameters.related, subject, scope, keys, undefined);
  const key = parseRecordKey(keyText, table, scope);
  const rows = rowFilterFor(permission, table, touched(shape, key, keys.names));
  return {
    select: {
      table,
      projections: shape.projections,
      where: allOf([key, rows]) ?? key,
      group: [],
      order: [],
      limit: 1,
      offset: 0,
      keys: keys.names,
    },
    page: { limit: 1, offset: 0 },
    relations,
  };
};

/**
 * The plan of another record: like `plan`, which `planReadOne` made for the same request on the same
 * subject, with another key. Throws invalid_parameter, record_not_found.
 */
export const planOtherRecord = (
  plan: ReadPlan,
  { table, permission }: ReadSubject,
  keyText: string,
): ReadPlan => {
  const key = parseRecordKey(keyText, table, columnScope(table, permission));
  const { where } = plan.select;
  const rest = where?.kind === 'and' ? where.terms.slice(1) : [];
  return { ...plan, select: { ...plan.select, where: allOf([key, ...rest]) ?? key } };
};

/** What a row looks like, and how rows are grouped and ordered. */
interface Shape {
  readonly projections: readonly Projection[];
  /** Present when rows are grouped or aggregated. */
  readonly grouping: Grouping | undefined;
  readonly having: Predicate | undefined;
  readonly order: readonly OrderTerm[];
}

const planShape = (parameters: ReadParameters, scope: ColumnScope): Shape => {
  const projections = parseFields(parameters.fields, scope);
  const group = parseGroup(parameters.group, parameters.fields, projections, scope);
  const isGrouped = group.length > 0 || projections.some(({ kind }) => kind === 'aggregate');
  const grouping = isGrouped ? { projections, group } : undefined;
  return {
    projections,
    grouping,
    having: parseHaving(parameters.having, scope, grouping),
    order: parseOrder(parameters.order, scope, grouping),
  };
};

const planRelations = (
  text: string | undefined,
  { table, related }: ReadSubject,
  scope: ColumnScope,
  keys: KeyList,
  grouping: Grouping | undefined,
): readonly RelationPlan[] => {
  const relations = planRelated(text, { table, scope, keys }, related);
  if (relations.length === 0 || grouping === undefined) return relations;
  throw fault('invalid_related', { reason: 'groups and aggregates have no related records' });
};

/** Every column whose values reach the caller or decide what does: all of them must be open in a row. */
const touched = (
  shape: Shape,
  filter: Predicate | undefined,
  keys: readonly string[],
): ReadonlySet<string> => {
  const names = new Set(keys);
  addPredicateColumns(filter, names);
  for (const projection of shape.projections) {
    if (projection.column !== undefined) names.add(projection.column.name);
  }
  for (const name of shape.grouping?.group ?? []) names.add(name);
  for (const { target } of shape.order) if ('column' in target) names.add(target.column);
  return names;
};

/** Grouped rows have no total: it would count rows, not groups. */
const isTotalAsked = (parameters: ReadParameters, shape: Shape): boolean =>
  parseSwitch(parameters.include_count) && (shape.grouping?.group.length ?? 0) === 0;

const refuseAll = (): Error =>
  fault('invalid_parameter', {
    parameter: 'limit',
    reason: '"all" is for streams: ask for application/x-ndjson or text/csv',
  });

/** A cursor shows the primary key of the last row, so the key must be open in every row of the list. */
const isKeyOpen = (
  { table, permission }: ReadSubject,
  scope: ColumnScope,
  columns: ReadonlySet<string>,
): boolean => {
  const key = primaryKeyColumns(table, scope);
  if (key.length === 0) return false;
  return permission.rowFilter === undefined || key.every(({ name }) => columns.has(name));
};

const planCursor = (
  parameters: ReadParameters,
  table: TableSchema,
  scope: ColumnScope,
  shape: Shape,
  keys: KeyList,
): CursorPlan | undefined => {
  if (shape.grouping !== undefined) return undefined;
  const order = cursorKeys(withKeyOrder(shape.order, table), scope);
  if (order === undefined) return undefined;
  return {
    keys: order,
    list: listOf(table, parameters, order),
    source: isInJson(order, shape.projections)
      ? 'json'
      : { keys: order.map(({ column }) => keys.place(column.name)) },
  };
};

const listOf = (
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

const planAfter = (
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
