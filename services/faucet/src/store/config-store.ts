import type { Admin } from '../model/admin.ts';
import type { ApiKey } from '../model/api-key.ts';
import type { AuditEntry, TimedAuditEntry } from '../model/audit-entry.ts';
import type { DatabaseService, NewDatabaseService } from '../model/database-service.ts';
import type { NewAccessRule, Role } from '../model/role.ts';
import type { SchemaContract } from '../model/schema-contract.ts';
import type { TableSchema } from '../model/schema.ts';

/**
 * Where Faucet keeps its own configuration: services, administrators, roles,
 * keys, settings, schema contracts and the audit log. Adapters: `sqlite/` (one
 * file, the default) and `postgres/` (shared by replicas).
 *
 * Every change that other processes must notice advances `version`. Duplicates
 * and missing rows are Faults (duplicate_service, role_in_use, ...).
 */
export interface ConfigStore {
  /**
   * The version as far as can be told without waiting, cheap enough for every request. SQLite:
   * exact, other processes included. PostgreSQL: what was last heard, at most two seconds behind;
   * throws config_store_unavailable when nothing was heard for so long that a revocation may have
   * been missed.
   */
  versionNow(): number;
  /** Grows when anyone changed the configuration. */
  version(): Promise<number>;
  /** Everything that decides who may do what, and the version it belongs to, from one moment. */
  readDirectory(): Promise<DirectoryRecords>;
  /**
   * Tells of every change: of our own before the call that made it returns, of those by
   * other processes at once where the engine can push them and within a second otherwise.
   * Returns the way to stop.
   */
  watch(changed: () => void): () => void;
  ping(): Promise<void>;
  close(): Promise<void>;

  readonly services: ServiceRecords;
  readonly admins: AdminRecords;
  readonly sessions: SessionRecords;
  readonly roles: RoleRecords;
  readonly keys: KeyRecords;
  readonly settings: SettingRecords;
  readonly contracts: ContractRecords;
  readonly audit: AuditRecords;
  readonly loginAttempts: LoginAttemptRecords;
}

/** One consistent reading of the configuration. */
export interface DirectoryRecords {
  readonly version: number;
  readonly services: readonly DatabaseService[];
  readonly admins: readonly Admin[];
  readonly roles: readonly Role[];
  readonly keys: readonly ApiKey[];
  /** Hashes of session tokens that were ended before they expired. */
  readonly endedSessions: ReadonlySet<string>;
  /** By service name: grows when the tables of a service were changed through Faucet. */
  readonly schemaVersions: ReadonlyMap<string, number>;
}

export interface ServiceRecords {
  list(): Promise<readonly DatabaseService[]>;
  find(name: string): Promise<DatabaseService | undefined>;
  create(service: NewDatabaseService): Promise<DatabaseService>;
  /** Only what is stated changes. */
  update(name: string, change: Partial<Omit<NewDatabaseService, 'name'>>): Promise<DatabaseService>;
  remove(name: string): Promise<void>;
  /** Tells every process that the tables of this service have another shape now. */
  advanceSchemaVersion(name: string): Promise<void>;
}

export interface NewAdmin {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** Disabling or removing the last active administrator is refused with last_admin. */
export interface AdminRecords {
  list(): Promise<readonly Admin[]>;
  findByEmail(email: string): Promise<Admin | undefined>;
  create(admin: NewAdmin, rank: { readonly isSuperAdmin: boolean }): Promise<Admin>;
  /** Creates the first administrator; of several callers at once exactly one gets it, the others undefined. */
  createFirst(admin: NewAdmin): Promise<Admin | undefined>;
  update(
    id: number,
    change: {
      readonly name?: string;
      readonly passwordHash?: string;
      readonly isActive?: boolean;
      readonly sessionsValidFrom?: Date;
    },
  ): Promise<Admin>;
  /** Puts a better hash of the same password in place; nothing when the password was changed since. */
  renewPasswordHash(id: number, before: string, after: string): Promise<void>;
  /** Does not advance `version`. */
  recordLogin(id: number, at: Date): Promise<void>;
  remove(id: number): Promise<void>;
}

/** Sessions are tokens and are not stored; only those that ended early must be remembered. */
export interface SessionRecords {
  /** Ends the session of this token, known by its hash, for all processes. */
  end(tokenHash: string, expiresAt: Date): Promise<void>;
}

export interface NewRole {
  readonly name: string;
  readonly description: string;
  readonly access: readonly NewAccessRule[];
}

export interface RoleRecords {
  list(): Promise<readonly Role[]>;
  find(id: number): Promise<Role | undefined>;
  findByName(name: string): Promise<Role | undefined>;
  create(role: NewRole): Promise<Role>;
  /** `access` replaces all rules when present. */
  update(id: number, change: Partial<NewRole> & { readonly isActive?: boolean }): Promise<Role>;
  addRule(id: number, rule: NewAccessRule): Promise<Role>;
  remove(id: number): Promise<void>;
}

export interface KeyRecords {
  /** Newest first. */
  list(): Promise<readonly ApiKey[]>;
  create(
    key: Pick<ApiKey, 'keyHash' | 'keyPrefix' | 'label' | 'roleId'> &
      Partial<Pick<ApiKey, 'expiresAt' | 'rateLimitPerMinute'>>,
  ): Promise<ApiKey>;
  /** Idempotent. */
  revoke(id: number): Promise<void>;
  /** Does not advance `version`. */
  recordUse(uses: ReadonlyMap<number, Date>): Promise<void>;
}

export interface SettingRecords {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  /** Keeps the value that is there; of several callers at once all get the same one. */
  getOrCreate(key: string, make: () => string): Promise<string>;
  list(): Promise<ReadonlyMap<string, string>>;
}

export interface ContractRecords {
  list(serviceName: string): Promise<readonly SchemaContract[]>;
  find(serviceName: string, tableName: string): Promise<SchemaContract | undefined>;
  /** Locks or locks again. */
  lock(serviceName: string, schema: TableSchema): Promise<SchemaContract>;
  /** The contract takes the given shape and remembers when. */
  promote(serviceName: string, schema: TableSchema): Promise<SchemaContract>;
  unlock(serviceName: string, tableName: string): Promise<void>;
  unlockAll(serviceName: string): Promise<number>;
}

export interface AuditQuery {
  readonly limit: number;
  /** Entries older than this id. */
  readonly before?: number;
  readonly actor?: string;
  readonly action?: string;
  readonly outcome?: AuditEntry['outcome'];
}

export interface AuditRecords {
  /** Does not advance `version`. */
  append(entries: readonly TimedAuditEntry[]): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Deletes what is older; returns how many. */
  prune(olderThan: Date): Promise<number>;
}

/** Whose attempts are counted, and how many are let through within the window. */
export interface LoginAllowance {
  /** An email or an address, hashed: what people type into a log-in form is often a password. */
  readonly subject: string;
  readonly attemptsMax: number;
}

export type LoginReservation =
  | { readonly kind: 'reserved'; readonly id: string }
  /** The allowance of one of the subjects is used up until this instant. */
  | { readonly kind: 'refused'; readonly until: Date };

/**
 * Attempts to log in, shared by all processes on one store, so that throttling
 * holds across them. An attempt is counted before the password is looked at:
 * a thousand guesses at once must not pass before the first has failed.
 */
export interface LoginAttemptRecords {
  /** Counts one attempt against all subjects, or against none when one of them has no allowance left. */
  reserve(
    allowances: readonly LoginAllowance[],
    at: Date,
    windowMs: number,
  ): Promise<LoginReservation>;
  /** The password was right: this attempt no longer counts, nor do the earlier ones of `subject`. */
  forgive(reservationId: string, subject: string): Promise<void>;
}
