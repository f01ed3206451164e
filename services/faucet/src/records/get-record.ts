import { hash } from 'node:crypto';
import type { RunOptions } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import { loadRelations } from './load-relations.ts';
import type { PreparedPlan, ReadCache } from './read-cache.ts';
import type { ReadRequest, ReadSource } from './read-source.ts';

/** One record as JSON text with its strong entity tag. */
export interface RecordText {
  readonly json: string;
  /** With its quotes, as the header has it: equal exactly when the text is. */
  readonly etag: string;
}

/**
 * `GET /_table/{table}/{key}`: the record itself, without an envelope. `key` is the percent-decoded
 * text of the path. Throws record_not_found.
 */
export const getRecord = (
  cache: ReadCache,
  source: ReadSource,
  key: string,
  request: ReadRequest,
  run?: RunOptions,
): RecordText | Promise<RecordText> => {
  const prepared = cache.prepare(source, { record: key }, request);
  return prepared instanceof Promise
    ? prepared.then((ready) => getPrepared(source, ready, run))
    : getPrepared(source, prepared, run);
};

const getPrepared = (
  source: ReadSource,
  prepared: PreparedPlan,
  run: RunOptions | undefined,
): RecordText | Promise<RecordText> => {
  const { plan, read } = prepared;
  if (plan.select.keys.length > 0) return getWithRelations(source, prepared, run);
  const rows = read.read(run);
  return rows instanceof Promise
    ? rows.then((ready) => tagged(source, ready.count === 0 ? undefined : ready.json))
    : tagged(source, rows.count === 0 ? undefined : rows.json);
};

const getWithRelations = async (
  source: ReadSource,
  { plan, read }: PreparedPlan,
  run: RunOptions | undefined,
): Promise<RecordText> => {
  const rows = await read.readKeyed(run);
  const [json] = await loadRelations(source.connector, plan.relations, rows, run);
  return tagged(source, json);
};

const tagged = ({ table }: ReadSource, row: string | undefined): RecordText => {
  if (row === undefined) throw fault('record_not_found', { table: table.name });
  return recordText(row);
};

/** A record with its entity tag: the first 162 bits of the hash of its text. */
export const recordText = (row: string): RecordText => {
  const json = `${row}\n`;
  return { json, etag: `"${hash('sha256', json, 'base64url').slice(0, 27)}"` };
};
