import { clientSignal, sendJson, sendNdjson } from '@aquifer/http';
import { permitted } from '../access/permit.ts';
import { readSourceOf } from '../databases/read-source-of.ts';
import { getRecord } from '../records/get-record.ts';
import type { RecordText } from '../records/get-record.ts';
import { listRecords } from '../records/list-records.ts';
import type { ReadRequest, ReadSource } from '../records/read-source.ts';
import { streamCsv, streamJsonLines } from '../records/stream-records.ts';
import { sendNotModified } from './if-none-match.ts';
import { permittedDatabase } from './permitted-database.ts';
import type { Call, Route } from './route.ts';
import { whenReady } from './when-ready.ts';
import { type RequestedTable, withCurrentTable } from './with-current-table.ts';

/** Reading records (contract §8.1, §8.2). Lists and single records are the hot path: answered without a promise where the database allows. */
export const recordReadRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/:service/_table',
    access: 'caller',
    summary: 'List the tables',
    async handle(call) {
      const { database } = await permittedDatabase(call, '_table');
      const { tables } = await database.schema();
      const names = tables.map(({ name }) => ({ name }));
      return { resource: names.filter(({ name }) => mayRead(call, name)) };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/:service/_table/:table',
    access: 'caller',
    summary: 'Read records, as JSON, NDJSON or CSV',
    handle: (call) =>
      withCurrentTable(call, (requested) => answerList(call, sourceOf(call, requested))),
  },
  {
    method: 'GET',
    path: '/api/v1/:service/_table/:table/:key',
    access: 'caller',
    summary: 'Read one record by its primary key',
    handle: (call) =>
      withCurrentTable(call, (requested) => answerRecord(call, sourceOf(call, requested))),
  },
];

const mayRead = (call: Call, table: string): boolean =>
  permitted(call.caller, call.params['service'] ?? '', `_table/${table}`, 'GET') !== undefined;

const sourceOf = (call: Call, { database, table, permission }: RequestedTable): ReadSource =>
  readSourceOf(call.caller, database, table, permission);

function answerList(call: Call, source: ReadSource): unknown {
  const accept = call.request.headers.accept ?? '';
  if (accept.includes('application/x-ndjson')) return answerNdjson(call, source);
  if (accept.includes('text/csv')) return answerCsv(call, source);
  const text = listRecords(call.faucet.reads, source, requestOf(call), run(call));
  return whenReady(text, (json) => sendJson(call.reply, json));
}

function answerNdjson(call: Call, source: ReadSource): Promise<unknown> {
  return sendNdjson(
    call.reply,
    streamJsonLines(call.faucet.reads, source, requestOf(call), streamRun(call)),
  );
}

function answerCsv(call: Call, source: ReadSource): Promise<unknown> {
  const rows = streamCsv(call.faucet.reads, source, requestOf(call), streamRun(call));
  return sendNdjson(call.reply, rows, { contentType: 'text/csv; charset=utf-8; header=present' });
}

function answerRecord(call: Call, source: ReadSource): unknown {
  const key = call.params['key'] ?? '';
  const record = getRecord(call.faucet.reads, source, key, requestOf(call), run(call));
  return whenReady(record, (ready) => sendRecord(call, ready));
}

function sendRecord({ request, reply }: Call, { json, etag }: RecordText): unknown {
  return sendNotModified(request, reply, etag) ? reply : sendJson(reply, json);
}

/** Equal query strings mean equal plans, so a known one is not even parsed. */
function requestOf(call: Call): ReadRequest {
  const url = call.request.raw.url ?? '';
  const start = url.indexOf('?');
  return {
    key: start === -1 ? '' : url.slice(start + 1),
    parameters: () => call.query,
  };
}

const run = ({ faucet: { settings } }: Call): { timeoutMs: number; answerBytesMax: number } => ({
  timeoutMs: settings.queryTimeoutMs,
  answerBytesMax: settings.answerBytesMax,
});

/** An export may last as long as its reader keeps reading and rows keep coming; it ends when they leave. */
const streamRun = (call: Call): ReturnType<typeof run> & { signal: AbortSignal } => ({
  ...run(call),
  signal: clientSignal(call.reply),
});
