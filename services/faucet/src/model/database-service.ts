/** A configured database: what an administrator calls a service. */

export const drivers = ['postgres', 'mysql', 'mssql', 'oracle', 'snowflake', 'sqlite'] as const;
export type Driver = (typeof drivers)[number];

export const schemaLockModes = ['none', 'auto', 'strict'] as const;
/** How far a locked table contract blocks changes through our own DDL (contract §10). */
export type SchemaLockMode = (typeof schemaLockModes)[number];

export interface PoolLimits {
  readonly maxOpenConnections: number;
  readonly maxIdleConnections: number;
  readonly connectionMaxLifetimeMs: number;
  readonly connectionMaxIdleTimeMs: number;
}

/** Connections where a service says zero. */
export const connectionsDefault = 10;

/** Connections there may be. */
export const connectionsMaxOf = ({ maxOpenConnections }: PoolLimits): number =>
  maxOpenConnections || connectionsDefault;

/** Defaults of the CLI in the contract, §15. */
export const defaultPoolLimits: PoolLimits = {
  maxOpenConnections: 100,
  maxIdleConnections: 25,
  connectionMaxLifetimeMs: 300_000,
  connectionMaxIdleTimeMs: 60_000,
};

export interface DatabaseService {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly driver: Driver;
  /** Write-only: never part of an answer or a log line. */
  readonly dsn: string;
  /** The stored DSN is encrypted with a key this process does not have; `dsn` is empty then. */
  readonly dsnUnreadable?: true;
  /** Empty: the driver's default schema. */
  readonly schema: string;
  readonly readOnly: boolean;
  readonly rawSqlAllowed: boolean;
  readonly isActive: boolean;
  readonly schemaLock: SchemaLockMode;
  readonly privateKeyPath: string;
  readonly pool: PoolLimits;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a caller states to create one; everything else has a default. */
export interface NewDatabaseService {
  readonly name: string;
  readonly driver: Driver;
  readonly dsn: string;
  readonly label?: string;
  readonly schema?: string;
  readonly readOnly?: boolean;
  readonly rawSqlAllowed?: boolean;
  readonly isActive?: boolean;
  readonly schemaLock?: SchemaLockMode;
  readonly privateKeyPath?: string;
  readonly pool?: Partial<PoolLimits>;
}

/** Names appear in URLs beside `system` and `setup`, so those two are taken (contract §7.4). */
export const isServiceName = (name: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name) && name !== 'system' && name !== 'setup';
