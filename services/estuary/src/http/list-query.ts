import { badRequest } from '../faults.ts';
import type { DocumentFilter, ListQuery, Sort, SortField } from '../store/document-store.ts';
import type { Cursors } from './cursor.ts';
import { lastOf, readFlag, readPageBounds } from './page-query.ts';
import type { Query } from './page-query.ts';

/** What a list was asked for (contract §7.3, B5). */
export interface ListRequest {
  readonly query: ListQuery;
  /** Whether the client walks by cursors, of which the first is empty. */
  readonly walks: boolean;
  /** Names the list in its cursors; empty where there are none. */
  readonly list: string;
  readonly includesVersion: boolean;
}

/** All that a list knows; others are passed over, unless `strict` is asked for. */
export const LIST_PARAMETERS: ReadonlySet<string> = new Set([
  'limit',
  'offset',
  'cursor',
  'total',
  'sort',
  'name',
  'name_prefix',
  'updated_since',
  'include',
  'strict',
]);
export const SORT_FIELDS: readonly SortField[] = ['created_at', 'updated_at', 'name'];

/** Reads the parameters of a list. Throws `bad_request`. */
export function readListRequest(
  collection: string,
  owner: string | undefined,
  query: Query,
  cursors: Cursors,
): ListRequest {
  if (readFlag(query, 'strict', false)) refuseUnknown(query);
  const bounds = readPageBounds(query);
  const sort = readSort(query);
  const filter = { ...readFilter(collection, query), ...(owner === undefined ? {} : { owner }) };
  const cursor = lastOf(query['cursor']);
  const list = cursor === undefined ? '' : JSON.stringify([filter, sort]);
  if (cursor !== undefined && lastOf(query['offset']) !== undefined) {
    throw badRequest('offset and cursor exclude each other');
  }
  const after = cursor === undefined || cursor === '' ? undefined : cursors.open(list, cursor);
  return {
    query: { filter, sort, after, counts: readFlag(query, 'total', true), ...bounds },
    walks: cursor !== undefined,
    list,
    includesVersion: (lastOf(query['include']) ?? '').split(',').includes('version'),
  };
}

function readSort(query: Query): Sort {
  const text = lastOf(query['sort']) ?? 'created_at';
  const descending = text.startsWith('-');
  const field = SORT_FIELDS.find((name) => name === (descending ? text.slice(1) : text));
  if (field === undefined) {
    throw badRequest(`sort must be one of ${SORT_FIELDS.join(', ')}, with - before it to reverse`);
  }
  return { field, descending };
}

function readFilter(collection: string, query: Query): DocumentFilter {
  const name = lastOf(query['name']);
  const namePrefix = lastOf(query['name_prefix']);
  const updatedSince = readTime(query, 'updated_since');
  return {
    collection,
    ...(name === undefined ? {} : { name }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(updatedSince === undefined ? {} : { updatedSince }),
  };
}

/** RFC 3339 with a zone; a plus sign that was not escaped has become a blank. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function readTime(query: Query, name: string): number | undefined {
  const text = lastOf(query[name])?.replace(' ', '+');
  if (text === undefined) return undefined;
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw badRequest(`${name} must be a time such as 2026-01-05T10:00:00Z`);
  return ms;
}

function refuseUnknown(query: Query): void {
  const unknown = Object.keys(query).find((name) => !LIST_PARAMETERS.has(name));
  if (unknown !== undefined) throw badRequest(`${unknown} is no parameter of this list`);
}
