import type { Permission } from '../access/permission.ts';
import { fault } from '../faults.ts';
import type { TableSchema } from '../model/schema.ts';
import { type ColumnScope, columnScope } from './column-scope.ts';
import { parseFilter } from './parse-filter.ts';
import type { Grouping } from './parse-order.ts';
import { type Page, parsePage, parseSwitch } from './parse-page.ts';
import { type CursorPlan, cursorList, isKeyOpen, planAfter, planCursor } from './plan-cursor.ts';
import {
  KeyList,
  planRelated,
  type RelatedTables,
  type RelationPlan,
  withKeyOrder,
} from './plan-related.ts';
import type { SelectPlan } from './plan.ts';
import { allOf, type Predicate } from './predicate.ts';
import type { ReadParameters } from './read-parameters.ts';
import { planShape, type ReadShape, touchedColumns } from './read-shape.ts';
import { parseIds, parseRecordKey } from './record-key.ts';
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
  const columns = touchedColumns(shape, filter, keys.names);
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
      : { cursor: { ...cursor, list: cursorList(table, parameters, cursor.keys) } }),
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
  const rows = rowFilterFor(permission, table, touchedColumns(shape, key, keys.names));
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

/** Grouped rows have no total: it would count rows, not groups. */
const isTotalAsked = (parameters: ReadParameters, shape: ReadShape): boolean =>
  parseSwitch(parameters.include_count) && (shape.grouping?.group.length ?? 0) === 0;

const refuseAll = (): Error =>
  fault('invalid_parameter', {
    parameter: 'limit',
    reason: '"all" is for streams: ask for application/x-ndjson or text/csv',
  });
