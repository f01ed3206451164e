import { sendJson } from '@aquifer/http';
import { permit, permitted } from '../access/permit.ts';
import { writeToTable } from '../databases/write-to-table.ts';
import { fault } from '../faults.ts';
import { deleteRecords } from '../records/delete-records.ts';
import { type IfMatch, parseIfMatch } from '../records/if-match.ts';
import { insertList, insertRecords } from '../records/insert-records.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { csvRecords } from '../records/read-csv.ts';
import { patchRecords, replaceRecords } from '../records/update-records.ts';
import { deleteRecord, updateRecord } from '../records/write-record.ts';
import type { WriteAnswer, WriteParameters, WriteTarget } from '../records/write-target.ts';
import { permittedDatabase } from './permitted-database.ts';
import type { Call, Route } from './route.ts';
import { whenReady } from './when-ready.ts';

const collection = '/api/v1/:service/_table/:table';
const record = `${collection}/:key`;

/** Writing records (contract §8.4 to §8.7). */
export const recordWriteRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: collection,
    access: 'caller',
    summary: 'Create records, from JSON or CSV; on_conflict makes it an upsert',
    handle: writing(async (call, target) => {
      const answer = await insert(call, target);
      return send(call, answer, answer.failed > 0 ? 200 : 201);
    }),
  },
  {
    method: 'PUT',
    path: collection,
    access: 'caller',
    summary: 'Update each record by its key',
    handle: writing(async (call, target) =>
      send(call, await replaceRecords(target, requestOf(call))),
    ),
  },
  {
    method: 'PATCH',
    path: collection,
    access: 'caller',
    summary: 'Update the selected records, or each record by its key',
    handle: writing(async (call, target) =>
      send(call, await patchRecords(target, requestOf(call))),
    ),
  },
  {
    method: 'DELETE',
    path: collection,
    access: 'caller',
    summary: 'Delete the selected records',
    handle: writing(async (call, target) =>
      send(call, await deleteRecords(target, requestOf(call))),
    ),
  },
  ...(['PUT', 'PATCH'] as const).map((method): Route => ({
    method,
    path: record,
    access: 'caller',
    summary: 'Update one record by its primary key',
    handle: writing(async (call, target) => {
      const { json, etag } = await updateRecord(target, keyOf(call), bodyOf(call), ifMatchOf(call));
      call.reply.header('etag', etag);
      return sendJson(call.reply, json);
    }),
  })),
  {
    method: 'DELETE',
    path: record,
    access: 'caller',
    summary: 'Delete one record by its primary key',
    handle: writing(async (call, target) =>
      send(call, await deleteRecord(target, keyOf(call), ifMatchOf(call))),
    ),
  },
];

const tableOf = (call: Call): string => call.params['table'] ?? '';
const keyOf = (call: Call): string => call.params['key'] ?? '';
const ifMatchOf = (call: Call): IfMatch | undefined => {
  const header = call.request.headers['if-match'];
  if (header === undefined) return undefined;
  const component = `_table/${tableOf(call)}`;
  const readPermission = permitted(call.caller, call.params['service'] ?? '', component, 'GET');
  return { tags: parseIfMatch(header), readPermission };
};
const parametersOf = (call: Call): WriteParameters => call.query;

function writing(
  write: (call: Call, target: WriteTarget) => Promise<unknown>,
): (call: Call) => unknown {
  return (call) => {
    const table = tableOf(call);
    return whenReady(permittedDatabase(call, `_table/${table}`), (place) =>
      writeToTable({ ...place, table, recordsMax: call.faucet.settings.batchRowsMax }, (target) =>
        write(call, target),
      ),
    );
  };
}

function insert(call: Call, target: WriteTarget): Promise<WriteAnswer> {
  const parameters = parametersOf(call);
  const component = `_table/${tableOf(call)}`;
  const updatePermission = (): ReturnType<typeof permit> =>
    permit(call.caller, call.params['service'] ?? '', component, 'PATCH');
  if ((call.request.headers['content-type'] ?? '').toLowerCase().startsWith('text/csv')) {
    return insertList(target, csvRecords(call.bodyText, target), { parameters, updatePermission });
  }
  return insertRecords(target, { body: bodyOf(call), parameters, updatePermission });
}

/** The body with every digit of its numbers; undefined when there is none. */
const bodyOf = (call: Call): unknown =>
  call.bodyText.trim() === '' ? undefined : parseExactJson(call.bodyText);

/** What is asked of a collection; a condition that cannot be kept must not be passed over. */
const requestOf = (call: Call): { body: unknown; parameters: WriteParameters } => {
  if (call.request.headers['if-match'] !== undefined) {
    throw fault('precondition_failed', { reason: 'only single records have an ETag' });
  }
  return { body: bodyOf(call), parameters: parametersOf(call) };
};

const send = (call: Call, { json }: WriteAnswer, status = 200): unknown =>
  sendJson(call.reply.code(status), json);
