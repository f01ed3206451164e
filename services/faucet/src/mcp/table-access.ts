import type { Permission } from '../access/permission.ts';
import { permit, permitted, refuseReadOnly, seesService } from '../access/permit.ts';
import type { Database } from '../databases/databases.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';
import type { Verb } from '../model/verb.ts';
import type { ToolContext } from './tool.ts';

/** The services a caller may know of. */
export async function visibleServices(context: ToolContext): Promise<readonly DatabaseService[]> {
  const { services } = await context.directory.current();
  return [...services.values()].filter((service) => seesService(context.caller, service.name));
}

/** The tables and views of a schema that a caller may read the records of. */
export function visibleTables(
  context: ToolContext,
  database: Pick<Database, 'service'>,
  { tables, views }: DatabaseSchema,
): readonly { table: TableSchema; permission: Permission }[] {
  return [...tables, ...views].flatMap((table) => {
    const component = `_table/${table.name}`;
    const permission = permitted(context.caller, database.service.name, component, 'GET');
    return permission === undefined ? [] : [{ table, permission }];
  });
}

export interface PermittedTable {
  readonly database: Database;
  readonly table: string;
  readonly permission: Permission;
}

/** The same checks in the same order as a request over REST (contract §8). */
export async function permittedTable(
  context: ToolContext,
  { service, table }: { readonly service: string; readonly table: string },
  verb: Verb,
): Promise<PermittedTable> {
  const permission = permit(context.caller, service, `_table/${table}`, verb);
  return { database: await accessService(context, service, verb), table, permission };
}

/** The database of a service, unless writing is asked of a read-only one. */
export async function accessService(
  context: ToolContext,
  service: string,
  verb: Verb,
): Promise<Database> {
  const configured = (await context.directory.current()).services.get(service);
  if (configured !== undefined) refuseReadOnly(configured, verb);
  return context.databases.get(service);
}
