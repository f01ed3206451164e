import type { Connector } from '../connectors/connector.ts';
import type { DatabaseService } from '../model/database-service.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';
import type { RenewalReason } from './schema-cache.ts';

/** A connected database service. */
export interface Database {
  readonly service: DatabaseService;
  readonly connector: Connector;
  /**
   * The whole schema, introspected when it is not known or no longer fresh. The object stays the
   * same until something of it changes.
   */
  schema(): DatabaseSchema | Promise<DatabaseSchema>;
  /**
   * The table or view of exactly this name; at once when it is known. Throws
   * table_not_found. The object stays the same until the table changes.
   */
  table(name: string): TableSchema | Promise<TableSchema>;
  /**
   * The table as it is now, when that differs from what is given; undefined when it does not, or
   * when somebody looked in vain for this reason a moment ago. Throws table_not_found.
   */
  renewed(table: TableSchema, reason: RenewalReason): Promise<TableSchema | undefined>;
  /** Forgets the schema, here and in every other process, after a change through Faucet. */
  schemaChanged(): Promise<void>;
}

/** The connected databases of all active services; they follow the configuration by themselves. */
export interface Databases {
  /**
   * The database of this service. Waits for a first connection that is under way.
   * Throws service_not_found (inactive ones too), database_unavailable.
   */
  get(name: string): Database | Promise<Database>;
  /** Those connected now, by name. */
  connected(): readonly Database[];
  /** Names of the active services, connected or not. */
  names(): readonly string[];
  /** Connects when it is not connected, and asks the database for an answer; throws why it failed. */
  test(name: string): Promise<void>;
  /** Asks the database for an answer; one that is not connected fails at once. */
  ping(name: string): Promise<void>;
  /** Calls back when services have come, gone or changed. Returns the way to stop. */
  onChange(changed: () => void): () => void;
  /** Resolves when every service was tried at least once, or after this time. */
  settled(timeoutMs: number): Promise<void>;
  /** Lets running statements finish, then disconnects. */
  close(): Promise<void>;
}
