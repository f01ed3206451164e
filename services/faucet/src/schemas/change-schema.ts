import type { Desk } from '../administration/desk.ts';
import type { TableChange, TableDefinition } from '../connectors/connector.ts';
import type { Database } from '../databases/databases.ts';
import { fault } from '../faults.ts';
import type { SchemaContract } from '../model/schema-contract.ts';
import type { TableSchema } from '../model/schema.ts';
import { currentSchema, currentTable } from './current-schema.ts';

/** Changes of tables through Faucet, held against their contracts (contract §9, §10). */

/**
 * Creates a table. `knows` says whether the caller may know of a column of another table; foreign
 * keys to anything else are refused, for their values could be found out by trying.
 */
export async function createTable(
  desk: Desk,
  database: Database,
  definition: TableDefinition,
  knows: (table: string, column: string) => boolean,
): Promise<TableSchema> {
  const { connector, service } = database;
  const { tables, views } = await currentSchema(database);
  if ([...tables, ...views].some((table) => table.name === definition.name)) {
    throw fault('table_exists', { table: definition.name });
  }
  refuseUnknownReferences(definition, tables, knows);
  await connector.createTable(definition);
  await database.schemaChanged();
  const table = await database.table(definition.name);
  // In auto and strict a table made through Faucet is locked from its first moment.
  if (service.schemaLock !== 'none') await desk.store.contracts.lock(service.name, table);
  desk.record({ action: 'table.created', target: `${service.name}/_schema/${table.name}` });
  return table;
}

/** Some engines accept a key to nothing, and refuse every row later. */
function refuseUnknownReferences(
  { name, columns, foreignKeys }: TableDefinition,
  tables: readonly TableSchema[],
  knows: (table: string, column: string) => boolean,
): void {
  const own = new Set(columns.map((column) => column.name));
  for (const { referencedTable, referencedColumns } of foreignKeys) {
    const table = tables.find((one) => one.name === referencedTable);
    for (const column of referencedColumns) {
      const exists =
        referencedTable === name
          ? own.has(column)
          : table?.columns.some((one) => one.name === column) === true &&
            knows(referencedTable, column);
      if (exists) continue;
      throw fault('invalid_input', {
        reason: `foreign_keys refers to "${referencedTable}"."${column}", which does not exist`,
      });
    }
  }
}

export async function alterTable(
  desk: Desk,
  database: Database,
  name: string,
  changes: (table: TableSchema) => readonly TableChange[],
): Promise<TableSchema> {
  const { connector, service } = database;
  const table = await requireBaseTable(database, name);
  const planned = changes(table);
  const contract = await desk.store.contracts.find(service.name, name);
  refuseLocked(database, contract, planned);
  await connector.alterTable(table, planned);
  await database.schemaChanged();
  const changed = await database.table(name);
  if (contract !== undefined && service.schemaLock === 'auto') {
    await desk.store.contracts.promote(service.name, changed);
  }
  desk.record({
    action: 'table.altered',
    target: `${service.name}/_schema/${name}`,
    detail: { changes: planned.map((change) => change.kind).join(', ') },
  });
  return changed;
}

export async function dropTable(desk: Desk, database: Database, name: string): Promise<void> {
  const { connector, service } = database;
  const table = await requireBaseTable(database, name);
  const contract = await desk.store.contracts.find(service.name, name);
  if (contract !== undefined && service.schemaLock !== 'none') {
    throw blocked(name, `dropping it is not permitted in ${service.schemaLock} mode`);
  }
  await connector.dropTable(table);
  await database.schemaChanged();
  desk.record({ action: 'table.dropped', target: `${service.name}/_schema/${name}` });
}

async function requireBaseTable(database: Database, name: string): Promise<TableSchema> {
  const table = await currentTable(database, name);
  if (table.type === 'table') return table;
  throw fault('not_writable', { target: `view "${name}"`, reason: 'only tables can be changed' });
}

/** Strict blocks every change of a locked table, auto those that break readers. */
function refuseLocked(
  { service }: Database,
  contract: SchemaContract | undefined,
  changes: readonly TableChange[],
): void {
  if (contract === undefined || service.schemaLock === 'none') return;
  const forbidden = changes.find(
    (change) => service.schemaLock === 'strict' || change.kind !== 'add_column',
  );
  if (forbidden !== undefined) {
    throw blocked(
      contract.tableName,
      `${forbidden.kind} is not permitted in ${service.schemaLock} mode`,
    );
  }
}

const blocked = (table: string, why: string): Error =>
  fault('schema_locked', {
    reason: `Breaking schema change blocked: "${table}" is locked, ${why}`,
  });
