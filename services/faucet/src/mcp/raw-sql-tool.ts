import { z } from 'zod';
import { permit } from '../access/permit.ts';
import { fault } from '../faults.ts';
import { verbs } from '../model/verb.ts';
import { cellOf } from '../records/cell-of.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { accessService } from './table-access.ts';
import { defineTool } from './tool.ts';
import type { Tool } from './tool.ts';

const TIMEOUT_SECONDS_MAX = 300;
const ROWS_MAX = 10_000;

/** SQL by the caller (contract §14): only where the service permits it, and all five verbs on `_sql`. */
export const rawSqlTool: Tool = defineTool({
  name: 'faucet_raw_sql',
  description:
    'Run one SQL statement, in the dialect of the service. Only where the service permits raw SQL. ' +
    'Give values as params, in the order of the placeholders of the dialect.',
  readOnly: false,
  input: {
    service: z.string().describe('Name of the database service'),
    sql: z.string().min(1).describe('One statement'),
    params: z.array(z.unknown()).optional().describe('Values for the placeholders'),
    timeout: z
      .number()
      .min(1)
      .max(TIMEOUT_SECONDS_MAX)
      .optional()
      .describe('Seconds; 30 when absent'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(ROWS_MAX)
      .optional()
      .describe('Rows at most; 100 when absent'),
  },
  async run(context, args) {
    for (const verb of verbs) permit(context.caller, args.service, '_sql', verb);
    const database = await accessService(context, args.service, 'GET');
    const { rawSqlAllowed, readOnly, name } = database.service;
    if (!rawSqlAllowed) {
      throw fault('raw_sql_refused', { service: name, reason: 'raw SQL is not enabled on it' });
    }
    const result = await database.connector.runSql({
      sql: args.sql,
      params: (args.params ?? []).map(cellOf),
      // A read-only service is read in a transaction that cannot write.
      write: !readOnly,
      timeoutMs: (args.timeout ?? 30) * 1000,
      rowsMax: args.limit ?? 100,
      answerBytesMax: context.answerBytesMax,
    });
    // A statement may have changed the schema; nobody can tell from here.
    if (result.affected !== undefined) await database.schemaChanged();
    return {
      records: parseExactJson(`[${result.json}]`),
      count: result.count,
      truncated: result.truncated,
      ...(result.affected === undefined ? {} : { message: `${result.affected} rows affected` }),
    };
  },
});
