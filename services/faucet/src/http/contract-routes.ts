import { parseLockMode, requireService, updateService } from '../administration/services.ts';
import type { Database } from '../databases/databases.ts';
import type { SchemaContract } from '../model/schema-contract.ts';
import {
  lockAll,
  lockAllIfNone,
  lockTable,
  promote,
  requireContract,
  serviceDrift,
  tableDrift,
  unlockAll,
  unlockTable,
} from '../schemas/contracts.ts';
import { created, done } from './route.ts';
import type { Call, Route } from './route.ts';

const base = '/api/v1/system/contract/:service';

/** Schema contracts (contract §10). */
export const contractRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: base,
    access: 'admin',
    summary: 'Lock every table',
    async handle(call) {
      const contracts = await lockAll(call.desk(), await databaseOf(call));
      const tables = contracts.map(renderContract);
      return created(call, { service: serviceOf(call), locked: tables.length, tables });
    },
  },
  {
    method: 'GET',
    path: base,
    access: 'admin',
    summary: 'List the contracts of a service',
    async handle(call) {
      const service = await requireService(call.desk(), serviceOf(call));
      const contracts = await call.faucet.store.contracts.list(service.name);
      return { service: service.name, contracts: contracts.map(renderContract) };
    },
  },
  {
    method: 'DELETE',
    path: base,
    access: 'admin',
    summary: 'Unlock every table',
    async handle(call) {
      const service = await requireService(call.desk(), serviceOf(call));
      return { success: true, removed: await unlockAll(call.desk(), service.name) };
    },
  },
  {
    method: 'GET',
    path: `${base}/diff`,
    access: 'admin',
    summary: 'Report the drift of all locked tables',
    handle: async (call) => serviceDrift(call.desk(), await databaseOf(call), new Date()),
  },
  {
    method: 'PUT',
    path: `${base}/mode`,
    access: 'admin',
    summary: 'Set the lock mode: none, auto or strict',
    async handle(call) {
      const mode = parseLockMode(call.json());
      const service = await updateService(call.desk(), serviceOf(call), { schemaLock: mode });
      await call.faucet.directory.current();
      if (mode !== 'none') await lockAllIfNone(call.desk(), await databaseOf(call));
      return { success: true, service: service.name, mode };
    },
  },
  {
    method: 'POST',
    path: `${base}/:table`,
    access: 'admin',
    summary: 'Lock a table',
    handle: async (call) =>
      created(
        call,
        renderContract(await lockTable(call.desk(), await databaseOf(call), tableOf(call))),
      ),
  },
  {
    method: 'GET',
    path: `${base}/:table`,
    access: 'admin',
    summary: 'Show a contract; check=true adds the drift',
    async handle(call) {
      const contract = await requireContract(call.desk(), serviceOf(call), tableOf(call));
      if (!/^(true|1)$/.test(call.query['check'] ?? '')) return renderContract(contract);
      const drift = await tableDrift(await databaseOf(call), contract, new Date());
      return { contract: renderContract(contract), drift };
    },
  },
  {
    method: 'DELETE',
    path: `${base}/:table`,
    access: 'admin',
    summary: 'Unlock a table',
    async handle(call) {
      await unlockTable(call.desk(), serviceOf(call), tableOf(call));
      return done(`Contract for '${tableOf(call)}' removed`);
    },
  },
  {
    method: 'POST',
    path: `${base}/:table/promote`,
    access: 'admin',
    summary: 'Make the present shape the contract',
    async handle(call) {
      const contract = await promote(call.desk(), await databaseOf(call), tableOf(call));
      return {
        ...done(`Contract for '${tableOf(call)}' promoted`),
        promoted_at: contract.promotedAt,
      };
    },
  },
];

const serviceOf = (call: Call): string => call.params['service'] ?? '';
const tableOf = (call: Call): string => call.params['table'] ?? '';

async function databaseOf(call: Call): Promise<Database> {
  return call.faucet.databases.get(serviceOf(call));
}

function renderContract(contract: SchemaContract): object {
  return {
    id: contract.id,
    service_name: contract.serviceName,
    table_name: contract.tableName,
    schema: contract.schema,
    locked_at: contract.lockedAt,
    promoted_at: contract.promotedAt,
  };
}
