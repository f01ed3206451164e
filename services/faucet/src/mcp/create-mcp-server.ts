import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { stringify } from 'lossless-json';
import { z } from 'zod';
import { permit } from '../access/permit.ts';
import { visibleTo } from '../access/visible-table.ts';
import { currentSchema } from '../schemas/current-schema.ts';
import { version } from '../version.ts';
import { explainFault } from './explain-fault.ts';
import { rawSqlTool } from './raw-sql-tool.ts';
import { readTools } from './read-tools.ts';
import { accessService, visibleServices, visibleTables } from './table-access.ts';
import { toldFault } from './told-fault.ts';
import type { Tool, ToolContext } from './tool.ts';
import { writeTools } from './write-tools.ts';

export const serverName = 'Faucet Database API';

/** The eight tools, in the order they are listed. */
export const tools: readonly Tool[] = [...readTools, ...writeTools, rawSqlTool];

/** The MCP server of one caller (contract §14). Cheap: one is made for every HTTP request. */
export function createMcpServer(context: ToolContext): McpServer {
  const server = new McpServer(
    { name: serverName, version },
    { capabilities: { tools: { listChanged: true }, resources: { subscribe: true } } },
  );
  for (const tool of tools) {
    server.registerTool(
      tool.name,
      {
        description: tool.description,
        inputSchema: tool.input,
        annotations: { readOnlyHint: tool.readOnly, openWorldHint: false },
      },
      (args: Record<string, unknown>) => runTool(tool, context, args),
    );
  }
  addResources(server, context);
  return server;
}

async function runTool(
  tool: Tool,
  context: ToolContext,
  args: Record<string, unknown>,
): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: pretty(await tool.run(context, args)) }] };
  } catch (error) {
    const text = await explainFault(context, args, toldFault(context, error));
    return { isError: true, content: [{ type: 'text', text }] };
  }
}

/** Indented JSON; exact numbers keep their digits. */
const pretty = (value: unknown): string => stringify(value, undefined, 2) ?? 'null';

export const resources = [
  { uri: 'faucet://services', description: 'The database services you may use' },
  { uri: 'faucet://schema/{service}', description: 'The tables and views of a service' },
] as const;

function addResources(server: McpServer, context: ToolContext): void {
  const [services, schema] = resources;
  server.registerResource(
    'services',
    services.uri,
    { description: services.description, mimeType: 'application/json' },
    (uri) =>
      readResource(context, uri, async () => {
        const visible = await visibleServices(context);
        return visible.map(({ name, label, driver }) => ({ name, label, driver }));
      }),
  );
  server.registerResource(
    'schema',
    new ResourceTemplate(schema.uri, { list: undefined }),
    { description: schema.description, mimeType: 'application/json' },
    (uri, variables) =>
      readResource(context, uri, async () => {
        const service = z.string().parse(variables['service']);
        permit(context.caller, service, '_schema', 'GET');
        const database = await accessService(context, service, 'GET');
        const tables = visibleTables(context, database, await currentSchema(database));
        return tables.map(({ table, permission }) =>
          visibleTo(context.caller, service, table, permission),
        );
      }),
  );
}

async function readResource(
  context: ToolContext,
  uri: URL,
  read: () => Promise<unknown>,
): Promise<ReadResourceResult> {
  try {
    const text = pretty(await read());
    return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
  } catch (error) {
    // The SDK makes a JSON-RPC error of its message.
    throw toldFault(context, error);
  }
}
