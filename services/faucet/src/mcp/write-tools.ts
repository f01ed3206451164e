import { z } from 'zod';
import { permit } from '../access/permit.ts';
import { writeToTable } from '../databases/write-to-table.ts';
import type { Verb } from '../model/verb.ts';
import { deleteRecords } from '../records/delete-records.ts';
import { insertRecords } from '../records/insert-records.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { patchRecords } from '../records/update-records.ts';
import type { WriteTarget } from '../records/write-target.ts';
import { permittedTable } from './table-access.ts';
import { defineTool } from './tool.ts';
import type { Tool, ToolContext } from './tool.ts';

const place = {
  service: z.string().describe('Name of the database service'),
  table: z.string().describe('Exact name of the table'),
};
const fields = z.record(z.string(), z.unknown());
/** Without a condition everything would change, which nobody means. */
const filter = z.string().trim().min(1, 'a filter is required').describe('Which records');

/** Tools that write (contract §14). */
export const writeTools: readonly Tool[] = [
  defineTool({
    name: 'faucet_insert',
    description: 'Create records; all or none.',
    readOnly: false,
    input: { ...place, records: z.array(fields).min(1).describe('Objects of column and value') },
    async run(context, args) {
      const updatePermission = (): ReturnType<typeof permit> =>
        permit(context.caller, args.service, `_table/${args.table}`, 'PATCH');
      const request = { body: args.records, parameters: {}, updatePermission };
      const answer = await writeTo(context, { ...args, verb: 'POST' }, (target) =>
        insertRecords(target, request),
      );
      const { resource, meta } = written.parse(parseExactJson(answer.json));
      return { inserted: resource, count: meta.count };
    },
  }),
  defineTool({
    name: 'faucet_update',
    description: 'Change the records that a filter selects.',
    readOnly: false,
    input: { ...place, filter, record: fields.describe('Columns to change and their new values') },
    async run(context, args) {
      const request = { body: args.record, parameters: { filter: args.filter } };
      const answer = await writeTo(context, { ...args, verb: 'PATCH' }, (target) =>
        patchRecords(target, request),
      );
      const { resource, meta } = written.parse(parseExactJson(answer.json));
      return { updated: resource, count: meta.count };
    },
  }),
  defineTool({
    name: 'faucet_delete',
    description: 'Delete the records that a filter selects.',
    readOnly: false,
    input: { ...place, filter },
    async run(context, args) {
      const request = { body: undefined, parameters: { filter: args.filter } };
      const answer = await writeTo(context, { ...args, verb: 'DELETE' }, (target) =>
        deleteRecords(target, request),
      );
      return { deleted: deleted.parse(JSON.parse(answer.json)).meta.count };
    },
  }),
];

const meta = z.object({ count: z.number() });
const written = z.object({ resource: z.array(z.unknown()), meta });
const deleted = z.object({ meta });

async function writeTo<T>(
  context: ToolContext,
  { verb, ...names }: { readonly service: string; readonly table: string; readonly verb: Verb },
  write: (target: WriteTarget) => Promise<T>,
): Promise<T> {
  const permitted = await permittedTable(context, names, verb);
  return writeToTable({ ...permitted, recordsMax: context.batchRowsMax }, write);
}
