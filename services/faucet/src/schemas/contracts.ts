import type { Desk } from '../administration/desk.ts';
import type { Database } from '../databases/databases.ts';
import { fault } from '../faults.ts';
import type { SchemaContract } from '../model/schema-contract.ts';
import type { TableSchema } from '../model/schema.ts';
import { currentSchema, currentTable, tableOf } from './current-schema.ts';
import { compareWithContract } from './drift.ts';
import type { DriftReport } from './drift.ts';

/** Locking tables to their shape and looking for drift (contract §10). Used by HTTP and the command line. */

export interface ServiceDriftReport {
  readonly service_name: string;
  readonly lock_mode: string;
  readonly total_tables: number;
  readonly drifted_tables: number;
  readonly breaking_count: number;
  readonly tables: readonly DriftReport[];
}

/** Locks every base table, anew where it was locked already. */
export async function lockAll(desk: Desk, database: Database): Promise<readonly SchemaContract[]> {
  const { tables } = await currentSchema(database);
  const contracts: SchemaContract[] = [];
  for (const table of tables) contracts.push(await lock(desk, database, table));
  return contracts;
}

export async function lockTable(
  desk: Desk,
  database: Database,
  name: string,
): Promise<SchemaContract> {
  return lock(desk, database, await currentTable(database, name));
}

async function lock(
  desk: Desk,
  { service }: Database,
  table: TableSchema,
): Promise<SchemaContract> {
  const contract = await desk.store.contracts.lock(service.name, table);
  desk.record({ action: 'contract.locked', target: `contract/${service.name}/${table.name}` });
  return contract;
}

/** Locks everything when nothing is locked yet: what `auto` and `strict` start from. */
export async function lockAllIfNone(desk: Desk, database: Database): Promise<void> {
  const contracts = await desk.store.contracts.list(database.service.name);
  if (contracts.length === 0) await lockAll(desk, database);
}

export async function requireContract(
  desk: Pick<Desk, 'store'>,
  service: string,
  table: string,
): Promise<SchemaContract> {
  const contract = await desk.store.contracts.find(service, table);
  if (contract === undefined) throw fault('contract_not_found', { table });
  return contract;
}

/** The table as it is now becomes the contract. */
export async function promote(
  desk: Desk,
  database: Database,
  name: string,
): Promise<SchemaContract> {
  await requireContract(desk, database.service.name, name);
  const contract = await desk.store.contracts.promote(
    database.service.name,
    await currentTable(database, name),
  );
  desk.record({ action: 'contract.promoted', target: `contract/${database.service.name}/${name}` });
  return contract;
}

export async function unlockTable(desk: Desk, service: string, table: string): Promise<void> {
  await requireContract(desk, service, table);
  await desk.store.contracts.unlock(service, table);
  desk.record({ action: 'contract.unlocked', target: `contract/${service}/${table}` });
}

export async function unlockAll(desk: Desk, service: string): Promise<number> {
  const removed = await desk.store.contracts.unlockAll(service);
  desk.record({ action: 'contract.unlocked', target: `contract/${service}`, detail: { removed } });
  return removed;
}

/** The drift of one locked table; a dropped table is drift too, not an error. */
export async function tableDrift(
  database: Database,
  contract: SchemaContract,
  now: Date,
): Promise<DriftReport> {
  const schema = await currentSchema(database);
  return compareWithContract(contract, tableOf(schema, contract.tableName), now);
}

export async function serviceDrift(
  desk: Pick<Desk, 'store'>,
  database: Database,
  now: Date,
): Promise<ServiceDriftReport> {
  const { service } = database;
  const contracts = await desk.store.contracts.list(service.name);
  const schema = await currentSchema(database);
  const reports = contracts.map((contract) =>
    compareWithContract(contract, tableOf(schema, contract.tableName), now),
  );
  return {
    service_name: service.name,
    lock_mode: service.schemaLock,
    total_tables: reports.length,
    drifted_tables: reports.filter((report) => report.has_drift).length,
    breaking_count: reports.reduce((sum, report) => sum + report.breaking_count, 0),
    tables: reports,
  };
}
