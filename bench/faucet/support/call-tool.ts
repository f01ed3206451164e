import type { FaucetServer } from './faucet-server.ts';

/** Calls an MCP tool over HTTP and returns the text of its answer. */
export async function callTool(
  server: FaucetServer,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<string> {
  const initialize = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const started = await send(server, 'initialize', initialize, {});
  const session = started.headers.get('mcp-session-id') ?? '';
  await started.arrayBuffer();
  const headers = { 'mcp-session-id': session };
  const answer = await send(server, 'tools/call', { name, arguments: args }, headers);
  return answer.text();
}

const clientInfo = { name: 'bench', version: '0' };

const send = (
  { origin, key }: FaucetServer,
  method: string,
  params: object,
  headers: Readonly<Record<string, string>>,
): Promise<Response> =>
  fetch(`${origin}/mcp`, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'x-api-key': key,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
