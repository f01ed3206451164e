import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '@aquifer/service';
import type { Command } from 'commander';
import { localCaller } from '../access/caller.ts';
import { renderOpenApi } from '../openapi/render-openapi.ts';
import { withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { withDatabases } from './with-database.ts';

interface OpenApiOptions {
  readonly all?: boolean;
  readonly output?: string;
  readonly baseUrl: string;
}

/** `faucet openapi` (contract §2, §13): the same generator as `/openapi.json`. */
export function addOpenApiCommand(program: Command, context: CliContext): void {
  program
    .command('openapi')
    .description('Print the OpenAPI document of a service, or of all')
    .argument('[service]')
    .option('--all', 'all services in one document')
    .option('-o, --output <file>', 'write to a file')
    .option('--base-url <url>', 'where the API is reached', 'http://localhost:8080')
    .action(async (service: string | undefined, options: OpenApiOptions) => {
      const text = await render(context, service, options);
      if (options.output === undefined) return context.print(text.trimEnd());
      await writeFile(resolve(context.terminal.cwd, options.output), text);
      context.print(`OpenAPI spec written to ${options.output}`);
    });
}

async function render(
  context: CliContext,
  service: string | undefined,
  options: OpenApiOptions,
): Promise<string> {
  if (service === undefined && !options.all) throw refusal('name a service, or use --all');
  const names = options.all ? await activeServices(context) : [service ?? ''];
  if (names.length === 0) throw refusal('no services; add one: faucet db add');
  return withDatabases(context, names, async ({ desk, databases }) => {
    const { json } = await renderOpenApi(localCaller, databases, desk.store, {
      title: options.all ? 'Faucet API' : `${databases[0]?.service.label ?? service} API`,
      serverUrl: options.baseUrl,
    });
    return json;
  });
}

async function activeServices(context: CliContext): Promise<readonly string[]> {
  const services = await withDesk(context, (desk) => desk.store.services.list());
  return services.filter((service) => service.isActive).map((service) => service.name);
}

const refusal = (message: string): Fault =>
  new Fault({ code: 'command_refused', status: 400, message });
