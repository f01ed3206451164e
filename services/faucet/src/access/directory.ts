import type { Log } from '@aquifer/service';
import type { Admin } from '../model/admin.ts';
import type { ApiKey } from '../model/api-key.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { Role } from '../model/role.ts';
import type { ConfigStore } from '../store/config-store.ts';
import type { Caller } from './caller.ts';
import type { SessionTokens } from './session-tokens.ts';

/** The configuration at one version, arranged for look-ups. Objects keep their identity while unchanged. */
export interface DirectorySnapshot {
  readonly version: number;
  readonly services: ReadonlyMap<string, DatabaseService>;
  readonly schemaVersions: ReadonlyMap<string, number>;
  readonly roles: ReadonlyMap<number, Role>;
  readonly keysByHash: ReadonlyMap<string, ApiKey>;
  readonly admins: ReadonlyMap<number, Admin>;
}

/** Values of the two headers, as they came. */
export interface Credentials {
  readonly apiKey?: string | undefined;
  readonly authorization?: string | undefined;
}

/** What the server knows about services, administrators, roles and keys, kept in memory. */
export interface Directory {
  /** The newest configuration; a promise only when it has just changed. */
  current(): DirectorySnapshot | Promise<DirectorySnapshot>;
  /** The snapshot last loaded, whether or not it is the newest. */
  readonly snapshot: DirectorySnapshot;
  /**
   * Who is calling (contract §6). The key decides when both are given. Answers a
   * good key at once unless the configuration has just changed. Throws
   * credentials_missing, key_invalid, token_invalid.
   */
  authenticate(credentials: Credentials): Caller | Promise<Caller>;
  /** Calls back after every change, with the new and the old snapshot. Returns the way to stop. */
  onChange(changed: (next: DirectorySnapshot, previous: DirectorySnapshot) => void): () => void;
  close(): void;
}

export interface OpenDirectoryOptions {
  readonly store: ConfigStore;
  readonly tokens: SessionTokens;
  readonly log: Log;
  readonly now?: () => number;
  /** Told of every accepted key, for `last_used`. */
  readonly keyUsed?: (key: ApiKey) => void;
}

/** Loads the configuration and keeps it fresh until closed. */
export async function openDirectory(options: OpenDirectoryOptions): Promise<Directory> {
  throw new Error(`being written ${options.store.versionNow()}`);
}
