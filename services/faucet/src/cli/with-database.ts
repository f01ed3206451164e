import type { Desk } from '../administration/desk.ts';
import { requireService } from '../administration/services.ts';
import type { Connector } from '../connectors/connector.ts';
import { openConnector } from '../connectors/open-connector.ts';
import type { Database } from '../databases/databases.ts';
import { fault } from '../faults.ts';
import type { DatabaseService } from '../model/database-service.ts';
import { quietLog, withDesk } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';

/** Runs `work` with one database service connected, as commands need it: nothing is cached. */
export async function withDatabase<T>(
  context: CliContext,
  name: string,
  work: (parts: { desk: Desk; database: Database }) => Promise<T>,
): Promise<T> {
  return withDatabases(context, [name], ({ desk, databases: [database] }) => {
    if (database === undefined) throw fault('service_not_found', { service: name });
    return work({ desk, database });
  });
}

/** Runs `work` with several database services connected. */
export async function withDatabases<T>(
  context: CliContext,
  names: readonly string[],
  work: (parts: { desk: Desk; databases: readonly Database[] }) => Promise<T>,
): Promise<T> {
  return withDesk(context, async (desk) => {
    const databases: Database[] = [];
    try {
      for (const name of names) {
        const service = await requireService(desk, name);
        const connector = await openConnector(service, { log: quietLog(context) });
        databases.push(databaseOf(service, connector));
      }
      return await work({ desk, databases });
    } finally {
      await Promise.all(databases.map(({ connector }) => connector.close()));
    }
  });
}

function databaseOf(service: DatabaseService, connector: Connector): Database {
  return {
    service,
    connector,
    schema: () => connector.introspect(),
    async table(name) {
      const table = await connector.introspectTable(name);
      if (table === undefined) throw fault('table_not_found', { table: name });
      return table;
    },
    renewed: async () => undefined,
    schemaChanged: async () => undefined,
  };
}
