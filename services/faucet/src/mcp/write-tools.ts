import { z } from 'zod';
import { permit } from '../access/permit.ts';
import type { Verb } from '../model/verb.ts';
import { deleteRecords } from '../records/delete-records.ts';
import { discreetWrites } from '../records/discreet-writes.ts';
import { insertRecords } from '../records/insert-records.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { patchRecords } from '../records/update-records.ts';
import type { WriteTarget } from '../records/write-target.ts';
import { accessTable } from './table-access.ts';
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
      const target = await targetOf(context, args, 'POST');
      const updatePermission = (): ReturnType<typeof permit> =>
        permit(context.caller, args.service, `_table/${args.table}`, 'PATCH');
      const answer = await insertRecords(target, {
        body: args.records,
        parameters: {},
        updatePermission,
      });
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
      const target = await targetOf(context, args, 'PATCH');
      const parameters = { filter: args.filter };
      const answer = await patchRecords(target, { body: args.record, parameters });
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
      const target = await targetOf(context, args, 'DELETE');
      const parameters = { filter: args.filter };
      const answer = await deleteRecords(target, { body: undefined, parameters });
      return { deleted: deleted.parse(JSON.parse(answer.json)).meta.count };
    },
  }),
];

const meta = z.object({ count: z.number() });
const written = z.object({ resource: z.array(z.unknown()), meta });
const deleted = z.object({ meta });

async function targetOf(
  context: ToolContext,
  names: { readonly service: string; readonly table: string },
  verb: Verb,
): Promise<WriteTarget> {
  const { database, table, permission } = await accessTable(context, names, verb);
  return {
    connector: discreetWrites(database.connector, table, permission),
    table,
    permission,
    recordsMax: context.batchRowsMax,
  };
}
