import type { DocumentFilter, ListQuery, Place, Sort, SortField } from '../document-store.ts';
import { prefixEnd } from './prefix-end.ts';
import { storedText } from './stored-text.ts';

/** Where databases differ. */
export interface Dialect {
  /** The table of documents, walked along an index. */
  documentsBy(index: string): string;
  /** The table of how many documents each collection has. */
  readonly tallies: string;
  /** How a statement names its parameter of a position from 1. */
  placeholder(position: number): string;
  /** Condition for the owner, along the indexes of owners. */
  ownerIs(placeholder: string): string;
}

export type SqlValue = string | number;

/** Adds a value to a statement; the placeholder that stands for it. */
export type Bind = (value: SqlValue) => string;

/** The values of a statement, as it is written. */
export function bindTo(values: SqlValue[], { placeholder }: Dialect): Bind {
  return (value) => placeholder(values.push(value));
}

/** Column by whose order each list is sorted; equal values go by creation. */
const columns = {
  created_at: 'created_seq',
  updated_at: 'updated_at',
  name: 'name',
} as const satisfies Record<SortField, string>;

type Column = (typeof columns)[SortField];

/** The index of a column within a collection, and within that of an owner. */
function indexOf(column: Column, { owner }: DocumentFilter): string {
  const order = { created_seq: 'created', updated_at: 'updated', name: 'name' }[column];
  return owner === undefined ? `documents_${order}` : `documents_owner_${order}`;
}

/** As a value is compared and sorted where an index must not be taken: no index has this expression. */
const apart = {
  created_seq: 'created_seq + 0',
  updated_at: 'updated_at + 0',
  name: "name || ''",
} as const satisfies Record<Column, string>;

/**
 * SQL of the documents of a page. Which index is walked is decided here rather than by a planner that
 * knows no values: the one of the filter, where there is one that has an index, since fewer documents
 * fit it than there are; else the one of the order.
 */
export function pageSql(query: ListQuery, selected: string, dialect: Dialect, bind: Bind): string {
  const { filter, sort, after, offset, limit } = query;
  const column = columns[sort.field];
  const walked = walkedColumn(filter) ?? column;
  const isInOrder = walked === column || (filter.name !== undefined && column === 'created_seq');
  const sorted = isInOrder ? column : apart[column];
  const conditions = filterConditions(filter, dialect, bind, boundSides(query, isInOrder));
  if (after !== undefined) conditions.push(behind(after, sort, sorted, bind));
  const direction = sort.descending ? 'DESC' : 'ASC';
  const order =
    column === 'created_seq'
      ? `${sorted} ${direction}`
      : `${sorted} ${direction}, created_seq ${direction}`;
  const documents = dialect.documentsBy(indexOf(walked, filter));
  return `SELECT ${selected} FROM ${documents} WHERE ${conditions.join(' AND ')}
    ORDER BY ${order} LIMIT ${bind(limit)} OFFSET ${bind(offset)}`;
}

/** SQL of how many documents fit a filter. Collections are counted as they are written to. */
export function countSql(filter: DocumentFilter, dialect: Dialect, bind: Bind): string {
  const { owner, name, namePrefix, updatedSince } = filter;
  if ((owner ?? name ?? namePrefix ?? updatedSince) === undefined) {
    return `SELECT documents FROM ${dialect.tallies} WHERE collection = ${bind(storedText(filter.collection))}`;
  }
  const conditions = filterConditions(filter, dialect, bind, { low: true, high: true });
  const documents = dialect.documentsBy(indexOf(walkedColumn(filter) ?? 'created_seq', filter));
  return `SELECT count(*) FROM ${documents} WHERE ${conditions.join(' AND ')}`;
}

function walkedColumn({ name, namePrefix, updatedSince }: DocumentFilter): Column | undefined {
  if (name !== undefined || namePrefix !== undefined) return 'name';
  return updatedSince === undefined ? undefined : 'updated_at';
}

/** Ends of the walked part of the index that a filter may set. */
interface Sides {
  readonly low: boolean;
  readonly high: boolean;
}

/** Where a page begins behind a place, that is the end of the index to walk from. */
function boundSides({ sort, after }: ListQuery, isInOrder: boolean): Sides {
  const isBegun = isInOrder && after !== undefined && sort.field !== 'created_at';
  return { low: !isBegun || sort.descending, high: !isBegun || !sort.descending };
}

function filterConditions(
  { collection, owner, name, namePrefix, updatedSince }: DocumentFilter,
  dialect: Dialect,
  bind: Bind,
  { low, high }: Sides,
): string[] {
  const conditions = [`collection = ${bind(storedText(collection))}`];
  if (owner !== undefined) conditions.push(dialect.ownerIs(bind(storedText(owner))));
  if (name !== undefined) conditions.push(`name = ${bind(storedText(name))}`);
  if (namePrefix !== undefined) {
    const begin = storedText(namePrefix);
    const end = prefixEnd(begin);
    const isWalked = name === undefined;
    conditions.push(`${isWalked && low ? 'name' : apart.name} >= ${bind(begin)}`);
    if (end !== undefined) {
      conditions.push(`${isWalked && high ? 'name' : apart.name} < ${bind(end)}`);
    }
  }
  if (updatedSince !== undefined) {
    const isWalked = name === undefined && namePrefix === undefined;
    conditions.push(
      `${isWalked && low ? 'updated_at' : apart.updated_at} >= ${bind(updatedSince)}`,
    );
  }
  return conditions;
}

/** Condition for what stands behind a place. */
function behind(
  { value, createdSeq }: Place,
  { field, descending }: Sort,
  sorted: string,
  bind: Bind,
): string {
  const comparison = descending ? '<' : '>';
  if (field === 'created_at') return `${sorted} ${comparison} ${bind(createdSeq)}`;
  const stored = typeof value === 'string' ? storedText(value) : value;
  return `(${sorted}, created_seq) ${comparison} (${bind(stored)}, ${bind(createdSeq)})`;
}
