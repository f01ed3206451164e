import { z } from 'zod';
import { fault } from '../faults.ts';
import { drivers, isServiceName, schemaLockModes } from '../model/database-service.ts';
import type {
  DatabaseService,
  NewDatabaseService,
  PoolLimits,
  SchemaLockMode,
} from '../model/database-service.ts';
import { optionalText, parseInput, requiredText } from './desk.ts';
import type { Desk } from './desk.ts';

/** Go counted durations in nanoseconds, and the API kept that (contract §7.4); texts like `5m` are easier. */
const NANOSECONDS_PER_MS = 1_000_000;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const poolDuration = z.union([
  z
    .number()
    .int()
    .min(0)
    .transform((ns) => ns / NANOSECONDS_PER_MS),
  z
    .string()
    .regex(/^\d+(ms|s|m|h)$/, 'must be nanoseconds or a duration such as 5m')
    .transform((text) => {
      const [, count = '0', unit = 'ms'] = /^(\d+)(\D+)$/.exec(text) ?? [];
      return Number(count) * (unitMs[unit] ?? 1);
    }),
]);

const connections = z.number().int().min(0).max(10_000);

const pool = z
  .object({
    max_open_conns: connections.optional(),
    max_idle_conns: connections.optional(),
    conn_max_lifetime: poolDuration.optional(),
    conn_max_idle_time: poolDuration.optional(),
  })
  .transform((limits): Partial<PoolLimits> => ({
    ...(limits.max_open_conns ? { maxOpenConnections: limits.max_open_conns } : {}),
    ...(limits.max_idle_conns ? { maxIdleConnections: limits.max_idle_conns } : {}),
    ...(limits.conn_max_lifetime ? { connectionMaxLifetimeMs: limits.conn_max_lifetime } : {}),
    ...(limits.conn_max_idle_time ? { connectionMaxIdleTimeMs: limits.conn_max_idle_time } : {}),
  }));

const driver = z.enum(drivers, {
  error: (issue) =>
    issue.input === undefined || issue.input === ''
      ? 'Driver is required'
      : `Driver must be one of ${drivers.join(', ')}`,
});

const lockMode = z.enum(schemaLockModes, {
  error: `Schema lock must be one of ${schemaLockModes.join(', ')}`,
});

const pathLengthMax = 4096;
const dsnLengthMax = 16_384;

const optionalFields = {
  label: optionalText(),
  schema: optionalText(),
  read_only: z.boolean().optional(),
  raw_sql_allowed: z.boolean().optional(),
  is_active: z.boolean().optional(),
  schema_lock: lockMode.optional(),
  private_key_path: optionalText(pathLengthMax),
  pool: pool.optional(),
};

const newService = z.object({
  name: requiredText('Name').refine(
    isServiceName,
    'Name must start with a letter, have at most 64 letters, digits, _ or -, and not be system or setup',
  ),
  driver,
  dsn: requiredText('DSN', dsnLengthMax),
  ...optionalFields,
});

const serviceChange = z.object({
  driver: driver.optional(),
  dsn: optionalText(dsnLengthMax),
  ...optionalFields,
});

type WireFields = Omit<z.output<typeof serviceChange>, 'driver' | 'dsn'>;

/** Reads the body of `POST /system/service`, one entry of `services:` in the file, or the CLI's flags. */
export function parseNewService(input: unknown): NewDatabaseService {
  const parsed = parseInput(newService, input);
  return { name: parsed.name, driver: parsed.driver, dsn: parsed.dsn, ...fieldsOf(parsed) };
}

/** Reads a change: what is absent, and what is an empty text, stays as it is. */
export function parseServiceChange(input: unknown): Partial<Omit<NewDatabaseService, 'name'>> {
  const parsed = parseInput(serviceChange, input);
  return {
    ...(parsed.driver ? { driver: parsed.driver } : {}),
    ...(parsed.dsn ? { dsn: parsed.dsn } : {}),
    ...fieldsOf(parsed),
  };
}

/** Absent and empty texts are left out, so that they neither replace nor break a default. */
function fieldsOf(wire: WireFields): Partial<NewDatabaseService> {
  return {
    ...(wire.label ? { label: wire.label } : {}),
    ...(wire.schema ? { schema: wire.schema } : {}),
    ...(wire.private_key_path ? { privateKeyPath: wire.private_key_path } : {}),
    ...(wire.read_only === undefined ? {} : { readOnly: wire.read_only }),
    ...(wire.raw_sql_allowed === undefined ? {} : { rawSqlAllowed: wire.raw_sql_allowed }),
    ...(wire.is_active === undefined ? {} : { isActive: wire.is_active }),
    ...(wire.schema_lock === undefined ? {} : { schemaLock: wire.schema_lock }),
    ...(wire.pool === undefined ? {} : { pool: wire.pool }),
  };
}

/** The configured service of this name, or service_not_found. */
export async function requireService(
  desk: Pick<Desk, 'store'>,
  name: string,
): Promise<DatabaseService> {
  const service = await desk.store.services.find(name);
  if (service === undefined) throw fault('service_not_found', { service: name });
  return service;
}

export async function createService(
  desk: Desk,
  input: NewDatabaseService,
): Promise<DatabaseService> {
  const service = await desk.store.services.create(input);
  desk.record({
    action: 'service.created',
    target: `service/${service.name}`,
    detail: { driver: service.driver, read_only: service.readOnly },
  });
  return service;
}

export async function updateService(
  desk: Desk,
  name: string,
  change: Partial<Omit<NewDatabaseService, 'name'>>,
): Promise<DatabaseService> {
  await requireService(desk, name);
  const service = await desk.store.services.update(name, change);
  // The names of what changed are enough for an audit; a DSN's value must not appear in one.
  desk.record({
    action: 'service.updated',
    target: `service/${name}`,
    detail: { changed: Object.keys(change).toSorted().join(', ') },
  });
  return service;
}

export async function removeService(desk: Desk, name: string): Promise<void> {
  await requireService(desk, name);
  await desk.store.services.remove(name);
  desk.record({ action: 'service.deleted', target: `service/${name}` });
}

/** Reads `{"mode": …}` of the contract mode route. */
export function parseLockMode(input: unknown): SchemaLockMode {
  return parseInput(z.object({ mode: lockMode }), input).mode;
}
