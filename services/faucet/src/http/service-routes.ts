import {
  createService,
  parseNewService,
  parseServiceChange,
  removeService,
  requireService,
  updateService,
} from '../administration/services.ts';
import type { DatabaseService } from '../model/database-service.ts';
import { created, done, listOf } from './route.ts';
import type { Call, Route } from './route.ts';

/** A service as the API shows it. The DSN is write-only. */
export function renderService(service: DatabaseService): object {
  return {
    id: service.id,
    name: service.name,
    label: service.label,
    driver: service.driver,
    schema: service.schema,
    read_only: service.readOnly,
    raw_sql_allowed: service.rawSqlAllowed,
    is_active: service.isActive,
    schema_lock: service.schemaLock,
    ...(service.privateKeyPath === '' ? {} : { private_key_path: service.privateKeyPath }),
    created_at: service.createdAt,
    updated_at: service.updatedAt,
  };
}

/** Database services (contract §7.4). A change takes effect before it is answered. */
export const serviceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/system/service',
    access: 'admin',
    summary: 'List database services',
    handle: async ({ faucet }) => listOf((await faucet.store.services.list()).map(renderService)),
  },
  {
    method: 'POST',
    path: '/api/v1/system/service',
    access: 'admin',
    summary: 'Add a database service and connect it',
    async handle(call) {
      const parsed = parseNewService(call.json());
      const service = await createService(call.desk(), { ...parsed, isActive: true });
      return created(call, {
        ...renderService(service),
        ...(await connectionWarning(call, service)),
      });
    },
  },
  {
    method: 'GET',
    path: '/api/v1/system/service/:name',
    access: 'admin',
    summary: 'Show a database service',
    handle: async (call) =>
      renderService(await requireService(call.desk(), call.params['name'] ?? '')),
  },
  {
    method: 'PUT',
    path: '/api/v1/system/service/:name',
    access: 'admin',
    summary: 'Change a database service and reconnect it',
    async handle(call) {
      const name = call.params['name'] ?? '';
      const service = await updateService(call.desk(), name, parseServiceChange(call.json()));
      return { ...renderService(service), ...(await connectionWarning(call, service)) };
    },
  },
  {
    method: 'DELETE',
    path: '/api/v1/system/service/:name',
    access: 'admin',
    summary: 'Disconnect and delete a database service',
    async handle(call) {
      const name = call.params['name'] ?? '';
      await removeService(call.desk(), name);
      await call.faucet.directory.current();
      return done(`Service '${name}' deleted`);
    },
  },
  {
    method: 'GET',
    path: '/api/v1/system/service/:name/test',
    access: 'admin',
    summary: 'Connect to a database service and ask it for a sign of life',
    async handle(call) {
      const service = await requireService(call.desk(), call.params['name'] ?? '');
      await call.faucet.databases.test(service.name);
      return done('Connection successful');
    },
  },
];

/** A saved service whose database does not answer is still saved; the caller is told why. */
async function connectionWarning(
  { faucet }: Call,
  service: DatabaseService,
): Promise<{ connection_warning?: string }> {
  await faucet.directory.current();
  if (!service.isActive) return {};
  try {
    await faucet.databases.test(service.name);
    return {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { connection_warning: `Service saved but connection failed: ${reason}` };
  }
}
