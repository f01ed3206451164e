import { type Permission, unrestricted } from '../../src/access/permission.ts';
import { deleteRecords } from '../../src/records/delete-records.ts';
import { insertRecords } from '../../src/records/insert-records.ts';
import { parseExactJson } from '../../src/records/parse-exact-json.ts';
import { patchRecords, replaceRecords } from '../../src/records/update-records.ts';
import type { WriteParameters } from '../../src/records/write-target.ts';
import type { Shop } from './shop.ts';

const verbs = {
  insert: insertRecords,
  replace: replaceRecords,
  patch: patchRecords,
  delete: deleteRecords,
};

/** What a write is asked, after the shop: verb, table, body as text, query, permission. */
export type Asked = readonly [
  verb: keyof typeof verbs,
  table: string,
  body?: string,
  parameters?: WriteParameters,
  permission?: Permission,
];

/** What a write answers, parsed, and how many records failed alone. */
export interface Answered {
  readonly resource: readonly Record<string, unknown>[];
  readonly meta: Readonly<Record<string, unknown>>;
  readonly failed: number;
}

/** Writes to the shop as a caller would: the body is text, the permission is the same for updates. */
export const writeTo = async (shop: Shop, asked: Asked): Promise<Answered> => {
  const [verb, table, body, parameters = {}, permission = unrestricted] = asked;
  const { json, failed } = await verbs[verb](shop.target(table, permission), {
    body: body === undefined ? undefined : parseExactJson(body),
    parameters,
    updatePermission: () => permission,
  });
  return { ...JSON.parse(json), failed };
};
