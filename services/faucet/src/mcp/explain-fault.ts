import { isFault } from '@aquifer/service';
import type { Fault } from '@aquifer/service';
import { visibleServices, visibleTables } from './table-access.ts';
import type { ToolContext } from './tool.ts';

/**
 * The sentence a model reads when a tool failed. It names what would have worked
 * — services, tables, columns — as far as the caller may know of them.
 */
export async function explainFault(
  context: ToolContext,
  args: { readonly service?: unknown; readonly table?: unknown },
  error: Fault,
): Promise<string> {
  const hint = await hintFor(context, args, error).catch((cause: unknown) => {
    // The answer is about the fault; that its hint failed is for the log.
    if (!isFault(cause)) context.log.error({ err: cause }, 'explaining a fault failed');
    return undefined;
  });
  return hint === undefined ? error.message : `${error.message}. ${hint}`;
}

async function hintFor(
  context: ToolContext,
  { service, table }: { readonly service?: unknown; readonly table?: unknown },
  error: Fault,
): Promise<string | undefined> {
  if (error.code === 'service_not_found' || error.code === 'role_refuses') {
    const services = await visibleServices(context);
    return listed(
      'Services',
      services.map(({ name }) => name),
    );
  }
  if (typeof service !== 'string' || !aboutTables.has(error.code)) return undefined;
  const database = await context.databases.get(service);
  const tables = visibleTables(context, database, await database.schema());
  if (error.code === 'table_not_found') {
    return listed(
      'Tables',
      tables.map((one) => one.table.name),
    );
  }
  const known = tables.find((one) => one.table.name === table);
  if (known === undefined) return undefined;
  const { columns } = known.permission;
  const names = known.table.columns.map(({ name }) => name);
  return listed(
    'Columns',
    names.filter((name) => columns === undefined || columns.has(name)),
  );
}

const aboutTables: ReadonlySet<string> = new Set([
  'table_not_found',
  'unknown_column',
  'invalid_filter',
  'invalid_fields',
  'invalid_order',
  'invalid_group',
]);

/** A long list would drown the reason. */
const NAMES_MAX = 50;

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return `${what} you may use: none`;
  const more = names.length > NAMES_MAX ? `, and ${names.length - NAMES_MAX} more` : '';
  return `${what} you may use: ${names.slice(0, NAMES_MAX).join(', ')}${more}`;
}
