import { version } from '../version.ts';
import { done } from './route.ts';
import type { Call, Route } from './route.ts';
import { toolContext } from './tool-context.ts';

/** MCP over Streamable HTTP (contract §14), and its description for the console (§7.7). */
export const mcpRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/mcp',
    access: 'caller',
    summary: 'MCP messages',
    handle: (call) => answerMessage(call),
  },
  {
    method: 'DELETE',
    path: '/mcp',
    access: 'caller',
    summary: 'End an MCP session; nothing is kept, so nothing is left to end',
    handle: () => done('Session ended'),
  },
  {
    method: 'GET',
    path: '/api/v1/system/mcp',
    access: 'admin',
    summary: 'Describe the MCP server',
    handle: (call) => describe(call),
  },
];

const SESSION_HEADER = 'mcp-session-id';

/** The SDK is loaded when first used: it is a tenth of the time to start, and of the memory. */
const loadServer = () => import('../mcp/create-mcp-server.ts');
const loadTransport = () => import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js');

/** One server and one transport for each message: the session is in the signed id, not in memory. */
async function answerMessage(call: Call): Promise<unknown> {
  const { faucet, request, reply } = call;
  const message = parseMessage(call.bodyText);
  if (message === undefined) return jsonRpcError(call, 400, -32700, 'Parse error');
  if (Array.isArray(message)) {
    // A batch would pass the rate limit as one request; protocol 2025-06-18 dropped batches.
    return jsonRpcError(call, 400, -32600, 'Invalid Request: batches are not supported');
  }
  const starts = isInitialize(message);
  const session = request.headers[SESSION_HEADER];
  if (!starts && !(typeof session === 'string' && faucet.mcpSessions.isValid(session))) {
    return reply.code(404).type('text/plain').send('Invalid session ID\n');
  }
  const { createMcpServer } = await loadServer();
  const { WebStandardStreamableHTTPServerTransport } = await loadTransport();
  const server = createMcpServer(toolContext(call));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    const response = await transport.handleRequest(requestFor(call), { parsedBody: message });
    if (starts) reply.header(SESSION_HEADER, faucet.mcpSessions.issue());
    const type = response.headers.get('content-type');
    if (type !== null) reply.header('content-type', type);
    return await reply.code(response.status).send(await response.text());
  } finally {
    await server.close();
  }
}

/** Clients of the original send neither the accepted types nor the content type that the transport asks for. */
function requestFor({ request }: Call): Request {
  const version = request.headers['mcp-protocol-version'];
  return new Request('http://faucet/mcp', {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(typeof version === 'string' ? { 'mcp-protocol-version': version } : {}),
    },
  });
}

function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isInitialize(message: unknown): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'method' in message &&
    message.method === 'initialize'
  );
}

function jsonRpcError({ reply }: Call, status: number, code: number, message: string): unknown {
  return reply
    .code(status)
    .type('application/json')
    .send(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
}

async function describe({ faucet, request }: Call): Promise<object> {
  const { resources, serverName, tools } = await loadServer();
  const endpoint = `${request.protocol}://${request.host}/mcp`;
  return {
    server_name: serverName,
    server_version: version,
    mcp_endpoint: endpoint,
    transports: [
      {
        type: 'http',
        endpoint,
        description: 'Streamable HTTP; send an API key or an admin session',
      },
      { type: 'stdio', command: 'faucet mcp', description: 'On this machine, as administrator' },
    ],
    tools: tools.map(({ name, description, readOnly }) => ({
      name,
      description,
      read_only: readOnly,
    })),
    resources,
    services: [...faucet.directory.snapshot.services.values()].map((service) => ({
      name: service.name,
      driver: service.driver,
      read_only: service.readOnly,
      raw_sql_allowed: service.rawSqlAllowed,
    })),
  };
}
