import { defaultPoolLimits } from '../model/database-service.ts';
import type { NewDatabaseService } from '../model/database-service.ts';

/** Names and values of the columns of `services` that a change states, the same in every store. */
export type ServiceColumns = ReadonlyMap<string, string | number | boolean>;

/** A new row: what the caller states over the defaults (contract §2 `db add`, §15). */
export function newServiceColumns(input: NewDatabaseService): ServiceColumns {
  return serviceColumns({
    label: input.name,
    schema: '',
    readOnly: false,
    rawSqlAllowed: false,
    isActive: true,
    schemaLock: 'none',
    privateKeyPath: '',
    ...input,
    pool: { ...defaultPoolLimits, ...input.pool },
  });
}

/** Only what is stated. The DSN is as it came: sealing it is for the store. */
export function serviceColumns(change: Partial<NewDatabaseService>): ServiceColumns {
  const columns: [string, string | number | boolean | undefined][] = [
    ['name', change.name],
    ['label', change.label],
    ['driver', change.driver],
    ['dsn', change.dsn],
    ['schema_name', change.schema],
    ['read_only', change.readOnly],
    ['raw_sql_allowed', change.rawSqlAllowed],
    ['is_active', change.isActive],
    ['schema_lock', change.schemaLock],
    ['private_key_path', change.privateKeyPath],
    ['max_open_conns', change.pool?.maxOpenConnections],
    ['max_idle_conns', change.pool?.maxIdleConnections],
    ['conn_max_lifetime_ms', change.pool?.connectionMaxLifetimeMs],
    ['conn_max_idle_time_ms', change.pool?.connectionMaxIdleTimeMs],
  ];
  const stated = new Map<string, string | number | boolean>();
  for (const [column, value] of columns) if (value !== undefined) stated.set(column, value);
  return stated;
}
