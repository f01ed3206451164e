import type { ToolContext } from '../mcp/tool.ts';
import { recordRefusal } from './record-refusal.ts';
import type { Call } from './route.ts';

/** What MCP tools work on for the caller of a request. */
export const toolContext = ({ faucet, caller, request }: Call): ToolContext => ({
  caller,
  directory: faucet.directory,
  databases: faucet.databases,
  cache: faucet.reads,
  queryTimeoutMs: faucet.settings.queryTimeoutMs,
  answerBytesMax: faucet.settings.answerBytesMax,
  batchRowsMax: faucet.settings.batchRowsMax,
  log: request.log,
  refused: (error) => recordRefusal(faucet.audit, error, request),
});
