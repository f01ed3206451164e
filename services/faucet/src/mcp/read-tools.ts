import { z } from 'zod';
import { permit } from '../access/permit.ts';
import { visibleTo } from '../access/visible-table.ts';
import { answerFromTable } from '../databases/answer-from-table.ts';
import { readSourceOf } from '../databases/read-source-of.ts';
import { listRecords } from '../records/list-records.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { currentSchema, currentTable } from '../schemas/current-schema.ts';
import { accessService, permittedTable, visibleServices, visibleTables } from './table-access.ts';
import { defineTool } from './tool.ts';
import type { Tool } from './tool.ts';

const service = z.string().describe('Name of the database service');
const table = z.string().describe('Exact name of the table or view');

/** Tools that look (contract §14). */
export const readTools: readonly Tool[] = [
  defineTool({
    name: 'faucet_list_services',
    description: 'List the database services you may use.',
    readOnly: true,
    input: {},
    async run(context) {
      const services = await visibleServices(context);
      return services.map(({ name, label, driver, isActive, readOnly, rawSqlAllowed }) => ({
        name,
        label,
        driver,
        is_active: isActive,
        read_only: readOnly,
        raw_sql_allowed: rawSqlAllowed,
      }));
    },
  }),
  defineTool({
    name: 'faucet_list_tables',
    description: 'List tables and views of a service with their columns.',
    readOnly: true,
    input: { service },
    async run(context, args) {
      permit(context.caller, args.service, '_table', 'GET');
      const database = await accessService(context, args.service, 'GET');
      const tables = visibleTables(context, database, await currentSchema(database));
      return tables.map(({ table: one, permission }) => {
        const visible = visibleTo(context.caller, args.service, one, permission);
        return {
          name: visible.name,
          type: visible.type,
          row_count: visible.row_count,
          columns: visible.columns.map((column) => ({
            name: column.name,
            type: column.db_type,
            ...(column.is_primary_key ? { pk: true } : {}),
          })),
        };
      });
    },
  }),
  defineTool({
    name: 'faucet_describe_table',
    description: 'Describe a table: columns, types, keys, foreign keys and indexes.',
    readOnly: true,
    input: { service, table },
    async run(context, args) {
      const permission = permit(context.caller, args.service, `_schema/${args.table}`, 'GET');
      const database = await accessService(context, args.service, 'GET');
      const described = await currentTable(database, args.table);
      return visibleTo(context.caller, args.service, described, permission);
    },
  }),
  defineTool({
    name: 'faucet_query',
    description:
      "Read records. The filter language: `age > 30 AND (city = 'Oslo' OR name STARTS WITH 'A')`, " +
      'with IN, LIKE, BETWEEN, IS NULL, CONTAINS. Fields may be aggregates such as `COUNT(*) AS n`.',
    readOnly: true,
    input: {
      service,
      table,
      filter: z.string().optional().describe('Condition on records'),
      fields: z.array(z.string()).optional().describe('Columns or aggregates; all when absent'),
      group: z.string().optional().describe('Columns to group by, separated by commas'),
      having: z.string().optional().describe('Condition on groups'),
      order: z.string().optional().describe('Columns with ASC or DESC'),
      related: z.string().optional().describe('Related records along foreign keys'),
      limit: z.number().int().min(1).max(1000).optional().describe('25 when absent'),
      offset: z.number().int().min(0).optional(),
    },
    async run(context, args) {
      const { fields, limit, offset, ...texts } = args;
      const parameters = {
        ...texts,
        fields: fields?.join(','),
        limit: limit?.toString(),
        offset: offset?.toString(),
      };
      const request = { key: `mcp ${JSON.stringify(parameters)}`, parameters: () => parameters };
      const { database, table: name, permission } = await permittedTable(context, args, 'GET');
      const envelope = await answerFromTable(database, name, {
        answer: (found) =>
          listRecords(
            context.cache,
            readSourceOf(context.caller, database, found, permission),
            request,
            { timeoutMs: context.queryTimeoutMs, answerBytesMax: context.answerBytesMax },
          ),
      });
      return queryResult(parseExactJson(envelope));
    },
  }),
];

const listed = z.object({
  resource: z.array(z.unknown()),
  meta: z.object({ count: z.number(), limit: z.number(), offset: z.number() }),
});

/** The envelope of REST in the words of this tool. */
function queryResult(envelope: unknown): object {
  const { resource, meta } = listed.parse(envelope);
  return { records: resource, count: meta.count, limit: meta.limit, offset: meta.offset };
}
