import { permitted } from '../access/permit.ts';
import { knowsColumn, visibleTo } from '../access/visible-table.ts';
import { systemDesk } from '../administration/desk.ts';
import type { Database } from '../databases/databases.ts';
import type { Routine, TableSchema } from '../model/schema.ts';
import { alterTable, createTable, dropTable } from '../schemas/change-schema.ts';
import { lockAllIfNone, tableDrift } from '../schemas/contracts.ts';
import { currentSchema, currentTable } from '../schemas/current-schema.ts';
import { driftLevel } from '../schemas/drift.ts';
import { parseTableChanges } from '../schemas/parse-table-changes.ts';
import { parseTableDefinition } from '../schemas/parse-table-definition.ts';
import { permittedDatabase } from './permitted-database.ts';
import { created, done } from './route.ts';
import type { Call, Route } from './route.ts';

/** What tables look like, and changing that (contract §9). */
export const schemaRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/:service/_schema',
    access: 'caller',
    summary: 'Describe all tables, views and routines',
    async handle(call) {
      const { database } = await permittedDatabase(call, '_schema');
      // The first look at a service in auto or strict mode locks it (contract §10), which is the
      // doing of the mode and not of the reader, who may have no right to any change.
      if (database.service.schemaLock !== 'none') {
        await lockAllIfNone(systemDesk(call.desk()), database);
      }
      const schema = await currentSchema(database);
      return {
        tables: visibleTables(call, schema.tables),
        views: visibleTables(call, schema.views),
        procedures: visibleRoutines(call, schema.procedures),
        functions: visibleRoutines(call, schema.functions),
      };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/:service/_schema/:table',
    access: 'caller',
    summary: 'Describe one table',
    async handle(call) {
      const name = call.params['table'] ?? '';
      const { database, permission } = await permittedDatabase(call, `_schema/${name}`);
      const table = await currentTable(database, name);
      await tellDrift(call, database, name);
      return visibleTo(call.caller, database.service.name, table, permission);
    },
  },
  {
    method: 'POST',
    path: '/api/v1/:service/_schema',
    access: 'caller',
    summary: 'Create a table',
    async handle(call) {
      const { database } = await permittedDatabase(call, '_schema');
      const definition = parseTableDefinition(call.json());
      const knows = (table: string, column: string): boolean =>
        knowsColumn(call.caller, database.service.name, table, column);
      return created(call, await createTable(call.desk(), database, definition, knows));
    },
  },
  {
    method: 'PUT',
    path: '/api/v1/:service/_schema/:table',
    access: 'caller',
    summary: 'Add, drop, rename or modify columns',
    async handle(call) {
      const name = call.params['table'] ?? '';
      const { database } = await permittedDatabase(call, `_schema/${name}`);
      const body = call.json();
      return alterTable(call.desk(), database, name, (table) => parseTableChanges(table, body));
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/:service/_schema/:table',
    access: 'caller',
    summary: 'Drop a table',
    async handle(call) {
      const name = call.params['table'] ?? '';
      const { database } = await permittedDatabase(call, `_schema/${name}`);
      await dropTable(call.desk(), database, name);
      return done(`Table '${name}' dropped successfully`);
    },
  },
];

/** The listing shows the tables whose own description the caller could read. */
function visibleTables(call: Call, tables: readonly TableSchema[]): readonly TableSchema[] {
  const service = call.params['service'] ?? '';
  return tables.flatMap((table) => {
    const permission = permitted(call.caller, service, `_schema/${table.name}`, 'GET');
    return permission === undefined ? [] : [visibleTo(call.caller, service, table, permission)];
  });
}

/** And the routines the caller could call, or whose names its rules open like those of tables. */
function visibleRoutines(call: Call, routines: readonly Routine[]): readonly Routine[] {
  const service = call.params['service'] ?? '';
  return routines.filter(
    ({ name }) =>
      permitted(call.caller, service, `_schema/${name}`, 'GET') !== undefined ||
      permitted(call.caller, service, `_proc/${name}`, 'POST') !== undefined,
  );
}

async function tellDrift(call: Call, database: Database, table: string): Promise<void> {
  const contract = await call.faucet.store.contracts.find(database.service.name, table);
  if (contract === undefined) return;
  call.reply.header('x-schema-drift', driftLevel(await tableDrift(database, contract, new Date())));
}
