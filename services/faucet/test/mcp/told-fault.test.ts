import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localCaller } from '../../src/access/caller.ts';
import { fault } from '../../src/faults.ts';
import { createMcpServer } from '../../src/mcp/create-mcp-server.ts';
import { explainFault } from '../../src/mcp/explain-fault.ts';
import type { ToolContext } from '../../src/mcp/tool.ts';
import { ReadCache } from '../../src/records/read-cache.ts';

let thrown: Error;
let logged: unknown[];
let refused: string[];
let client: Client;

/** A server whose configuration cannot be read, for the reason of the test. */
async function connect(): Promise<Client> {
  const fail = (): never => {
    throw thrown;
  };
  const context = {
    caller: localCaller,
    directory: { current: fail, snapshot: undefined },
    databases: { get: fail },
    cache: new ReadCache(),
    queryTimeoutMs: 1000,
    batchRowsMax: 10,
    refused: ({ code }: { code: string }) => refused.push(code),
    log: { error: (line: { err: unknown }) => logged.push(line.err) },
  } as unknown as ToolContext;
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createMcpServer(context).connect(far);
  const made = new Client({ name: 'test', version: '1' });
  await made.connect(near);
  return made;
}

beforeEach(async () => {
  logged = [];
  refused = [];
  client = await connect();
});
afterEach(() => client.close());

const call = (name: string, args: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: args });

describe('an error nobody expected', () => {
  beforeEach(() => {
    thrown = new Error('ENOENT: /secret/path');
  });

  it('is told by a tool in a neutral sentence, and its cause logged', async () => {
    expect(await call('faucet_list_services')).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'Internal server error' }],
    });
    expect(logged).toEqual([thrown]);
  });

  it('is told by a resource in a neutral sentence, and its cause logged', async () => {
    await expect(client.readResource({ uri: 'faucet://services' })).rejects.toThrow(
      /^MCP error -32603: Internal server error$/,
    );
    expect(logged).toEqual([thrown]);
  });
});

it('logs the cause of what is not the doing of the caller, as REST does', async () => {
  const cause = new Error('connect ECONNREFUSED');
  thrown = fault('database_unavailable', { action: 'Connection' }, { cause });
  const { isError } = await call('faucet_query', { service: 'demo', table: 't' });
  expect([isError, logged]).toEqual([true, [thrown]]);
});

it('logs nothing of what the caller did wrong, and tells it for the audit log', async () => {
  thrown = fault('service_read_only', { service: 'demo', verb: 'POST' });
  await call('faucet_list_services');
  await client.readResource({ uri: 'faucet://schema/demo' }).catch(() => undefined);
  expect(logged).toEqual([]);
  expect(refused).toEqual(['service_read_only', 'service_read_only']);
});

it('answers with the fault when the hint to it fails, and logs that', async () => {
  const unknown = fault('service_not_found', { service: 'none' });
  const broken = new Error('ENOENT: /secret/path');
  const context = {
    caller: localCaller,
    directory: { current: () => Promise.reject(broken) },
    log: { error: (line: { err: unknown }) => logged.push(line.err) },
  } as unknown as ToolContext;
  expect(await explainFault(context, {}, unknown)).toBe('Service not found: none');
  expect(logged).toEqual([broken]);
});
