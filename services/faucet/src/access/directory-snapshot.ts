import { isDeepStrictEqual } from 'node:util';
import type { Admin } from '../model/admin.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { Role } from '../model/role.ts';
import type { DirectoryRecords } from '../store/config-store.ts';
import type { Caller } from './caller.ts';

/** The configuration at one version, arranged for look-ups. */
export interface DirectorySnapshot {
  readonly version: number;
  /** By name. An unchanged service keeps its object from one snapshot to the next. */
  readonly services: ReadonlyMap<string, DatabaseService>;
  readonly schemaVersions: ReadonlyMap<string, number>;
  /** By id. An unchanged role keeps its object, and with it the permissions worked out for it. */
  readonly roles: ReadonlyMap<number, Role>;
  /** Keys that were not revoked, by hash, as the callers they make; expiry is for who asks. */
  readonly keyCallers: ReadonlyMap<string, KeyCaller>;
  readonly admins: ReadonlyMap<number, Admin>;
  readonly endedSessions: ReadonlySet<string>;
}

export type KeyCaller = Extract<Caller, { kind: 'key' }>;

/** Arranges what was read, keeping objects of the previous snapshot where nothing changed. */
export function arrangeDirectory(
  records: DirectoryRecords,
  previous?: DirectorySnapshot,
): DirectorySnapshot {
  const services = keepUnchanged(records.services, ({ name }) => name, previous?.services);
  const roles = keepUnchanged(records.roles, ({ id }) => id, previous?.roles);
  const keyCallers = new Map<string, KeyCaller>();
  for (const key of records.keys) {
    const role = roles.get(key.roleId);
    if (key.isActive && role !== undefined) {
      keyCallers.set(key.keyHash, { kind: 'key', key, role });
    }
  }
  return {
    version: records.version,
    services,
    schemaVersions: records.schemaVersions,
    roles,
    keyCallers,
    admins: new Map(records.admins.map((admin) => [admin.id, admin])),
    endedSessions: records.endedSessions,
  };
}

function keepUnchanged<Key, Value>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
  previous: ReadonlyMap<Key, Value> | undefined,
): ReadonlyMap<Key, Value> {
  return new Map(
    values.map((value) => {
      const key = keyOf(value);
      const before = previous?.get(key);
      const kept = before !== undefined && isDeepStrictEqual(before, value) ? before : value;
      return [key, kept];
    }),
  );
}
