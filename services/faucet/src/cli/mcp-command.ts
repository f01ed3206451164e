import { createLog, openScope, runService } from '@aquifer/service';
import { Fault } from '@aquifer/service';
import type { Command } from 'commander';
import { localCaller } from '../access/caller.ts';
import { quietLog, readConfiguration } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { parsePositive } from './parse-amount.ts';

const CLOSE_DEADLINE_MS = 5_000;

/** `faucet mcp` (contract §2, §14): over stdio as local administrator, or over HTTP with credentials. */
export function addMcpCommand(
  program: Command,
  context: CliContext,
  exitWith: (code: number) => void,
): void {
  program
    .command('mcp')
    .description('Serve MCP to an AI agent')
    .option('--transport <transport>', 'stdio or http', 'stdio')
    .option('--port <port>', 'port for http, on the loopback', '3001')
    .action(async (options: { transport: string; port: string }) => {
      if (options.transport === 'stdio') return serveStdio(context);
      if (options.transport === 'http') {
        const port = parsePositive('port', options.port);
        return exitWith(await serveHttp(context, port));
      }
      throw new Fault({
        code: 'command_refused',
        status: 400,
        message: `unknown transport "${options.transport}": stdio and http are known`,
      });
    });
}

/** Standard output belongs to the protocol, so the log goes to standard error. */
async function serveStdio(context: CliContext): Promise<void> {
  const { terminal } = context;
  const { settings, file, dataDir } = await readConfiguration(context);
  const log = quietLog(context);
  const scope = openScope();
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
  const { createMcpServer } = await import('../mcp/create-mcp-server.ts');
  const { openFaucet } = await import('../open-faucet.ts');
  try {
    const faucet = await openFaucet({ settings, log, scope }, { dataDir, services: file.services });
    const server = createMcpServer({
      caller: localCaller,
      directory: faucet.directory,
      databases: faucet.databases,
      cache: faucet.reads,
      queryTimeoutMs: settings.queryTimeoutMs,
      answerBytesMax: settings.answerBytesMax,
      batchRowsMax: settings.batchRowsMax,
      // No role refuses whoever holds the data directory, and there is no request to name.
      refused: () => undefined,
      log,
    });
    const ended = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      terminal.stdin.once('end', resolve);
      terminal.stopRequested.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.connect(new StdioServerTransport(terminal.stdin, terminal.stdout));
    await ended;
    await server.close();
  } finally {
    await scope.close({ deadlineMs: CLOSE_DEADLINE_MS, log });
  }
}

/** The whole server on its own port, reachable from this machine only (contract §20.13). */
async function serveHttp(context: CliContext, port: number): Promise<number> {
  const { settings, file, dataDir } = await readConfiguration(context);
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat === 'json' ? 'json' : 'logfmt',
  });
  const { createFaucetService } = await import('../service.ts');
  const service = createFaucetService({ dataDir, services: file.services });
  const here = { ...settings, host: '127.0.0.1', port, mcpEnabled: true };
  return runService(context.terminal, service, here, {
    log,
    deadlineMs: settings.shutdownTimeoutMs,
    onStarted: () => context.print(`MCP server is ready at http://127.0.0.1:${port}/mcp`),
  });
}
