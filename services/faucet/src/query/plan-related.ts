import { isFault } from '@aquifer/service';
import type { Permission } from '../access/permission.ts';
import type { TableSchema } from '../model/schema.ts';
import { type ColumnScope, columnScope } from './column-scope.ts';
import { parseFields } from './parse-fields.ts';
import { parseFilter } from './parse-filter.ts';
import { parseOrder } from './parse-order.ts';
import { parsePage } from './parse-page.ts';
import { parseRelated, refuseRelated, type RelatedRequest } from './parse-related.ts';
import type { OrderTerm, SelectPlan } from './plan.ts';
import { addPredicateColumns } from './predicate-columns.ts';
import { allOf } from './predicate.ts';
import { type Relation, relationsOf } from './relations.ts';
import { rowFilterFor } from './row-filter.ts';

/** The tables a read may follow its relations to. */
export interface RelatedTables {
  /** Every table and view of the database, for naming the relations. */
  readonly tables: readonly TableSchema[];
  /** What the caller may read of a table; undefined: for the caller it does not exist. */
  readonly permission: (table: string) => Permission | undefined;
}

/** One relation of a read: a query of its own, for all parents together. */
export interface RelationPlan {
  /** The key of the related records in the parent's JSON. */
  readonly name: string;
  readonly path: string;
  readonly cardinality: 'one' | 'many';
  /** Where the parent's keyed row has the values that the columns `to` of `select` must have. */
  readonly parentKeys: readonly number[];
  readonly to: readonly string[];
  /** Where the child's keyed row has these values again. */
  readonly childKeys: readonly number[];
  /** The read without the condition on the parents. */
  readonly select: SelectPlan;
  readonly relations: readonly RelationPlan[];
}

/** Collects the columns a keyed read gives back as text, each once. */
export class KeyList {
  readonly names: string[] = [];

  /** The place of a column, added when it is new. */
  place(name: string): number {
    const known = this.names.indexOf(name);
    return known === -1 ? this.names.push(name) - 1 : known;
  }
}

/** The table whose records the related ones are spliced into. */
interface Parent {
  readonly table: TableSchema;
  readonly scope: ColumnScope;
  readonly keys: KeyList;
}

/** The relations that the parameter `related` asks for; their columns join the parent's keys. */
export const planRelated = (
  text: string | undefined,
  parent: Parent,
  related: RelatedTables | undefined,
): readonly RelationPlan[] => {
  const requests = parseRelated(text);
  if (requests.length === 0) return [];
  if (related === undefined) throw refuseRelated('this request cannot have related records');
  return requests.map((request) => planRelation(request, parent, related));
};

const planRelation = (
  request: RelatedRequest,
  parent: Parent,
  related: RelatedTables,
): RelationPlan => {
  const found = findRelation(request, parent, related);
  const { relation, permission, scope } = found;
  const table = relation.table;
  const keys = new KeyList();
  const childKeys = relation.to.map((name) => keys.place(name));
  const relations = request.related.map((one) =>
    planRelation(one, { table, scope, keys }, related),
  );
  const options = planOptions(request, relation, scope);
  const columns = new Set([...options.columns, ...keys.names]);
  const where = allOf([options.filter, rowFilterFor(permission, table, columns)]);
  return {
    name: relation.name,
    path: request.path,
    cardinality: relation.cardinality,
    parentKeys: relation.from.map((name) => parent.keys.place(name)),
    to: relation.to,
    childKeys,
    select: {
      table,
      projections: options.projections,
      ...(where === undefined ? {} : { where }),
      group: [],
      order: options.order,
      offset: 0,
      keys: keys.names,
      ...(relation.cardinality === 'one' ? {} : { limit: options.limit, limitPer: relation.to }),
    },
    relations,
  };
};

interface FoundRelation {
  readonly relation: Relation;
  readonly permission: Permission;
  readonly scope: ColumnScope;
}

/** A relation to a table or over a column that the caller may not read is unknown to them. */
const findRelation = (
  request: RelatedRequest,
  parent: Parent,
  related: RelatedTables,
): FoundRelation => {
  const open = relationsOf(parent.table, related.tables).flatMap((relation) => {
    const permission = related.permission(relation.table.name);
    if (permission === undefined) return [];
    const scope = columnScope(relation.table, permission);
    const joins = hasAll(parent.scope, relation.from) && hasAll(scope, relation.to);
    return joins ? [{ relation, permission, scope }] : [];
  });
  const found = open.find(({ relation }) => relation.name === request.name);
  if (found !== undefined) return found;
  const names = open.map(({ relation }) => relation.name);
  throw refuseRelated(
    `"${parent.table.name}" has no relation "${request.name.slice(0, 80)}"; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
  );
};

const hasAll = (scope: ColumnScope, names: readonly string[]): boolean =>
  names.every((name) => scope.columns.some((column) => column.name === name));

interface RelationOptions extends Required<Pick<SelectPlan, 'projections' | 'order' | 'limit'>> {
  readonly filter: SelectPlan['where'];
  /** Columns the options look at. */
  readonly columns: ReadonlySet<string>;
}

const planOptions = (
  request: RelatedRequest,
  relation: Relation,
  scope: ColumnScope,
): RelationOptions => {
  const refuse = (option: string) => (reason: string) =>
    refuseRelated(`${option} of "${request.path}": ${reason}`);
  const { fields, filter: filterText = '', order: orderText, limit: limitText } = request.options;
  if (relation.cardinality === 'one' && (orderText ?? limitText) !== undefined) {
    throw refuseRelated(`"${request.path}" is one record; it takes fields and filter only`);
  }
  const projections = parseFields(fields, scope, refuse('fields'));
  const columns = new Set<string>();
  for (const projection of projections) {
    if (projection.kind === 'aggregate') throw refuse('fields')('aggregates are not possible here');
    columns.add(projection.column.name);
  }
  const filter = parseFilter(filterText, scope, refuse('filter'));
  addPredicateColumns(filter, columns);
  const order = parseOrder(orderText, scope, undefined, refuse('order'));
  for (const { target } of order) if ('column' in target) columns.add(target.column);
  return {
    projections,
    filter,
    order: withKeyOrder(order, relation.table),
    limit: relatedLimit(limitText, refuse('limit')),
    columns,
  };
};

const relatedLimit = (text: string | undefined, refuse: (reason: string) => Error): number => {
  try {
    const { limit } = parsePage(text, undefined);
    if (limit !== 'all') return limit;
  } catch (error) {
    if (isFault(error)) throw refuse(error.message);
    throw error;
  }
  throw refuse('"all" is not possible here');
};

/** The order with the primary key after it, so that equal rows have a place of their own. */
export const withKeyOrder = (
  order: readonly OrderTerm[],
  table: TableSchema,
): readonly OrderTerm[] => {
  const ordered = new Set(order.map(({ target }) => ('column' in target ? target.column : '')));
  const rest = table.primary_key.filter((name) => !ordered.has(name));
  return [...order, ...rest.map((column): OrderTerm => ({ target: { column }, direction: 'asc' }))];
};
