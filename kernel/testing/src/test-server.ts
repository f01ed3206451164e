/** A database made for one test. */
export interface TestDatabase {
  readonly url: string;
  /** Drops the database and whoever is still connected to it. */
  drop(): Promise<void>;
}

/** A real database server, shared by the whole test run; make a database of your own in it. */
export interface TestDatabaseServer {
  /** Address with full rights and no password, e.g. postgres://postgres@127.0.0.1:5432/postgres. */
  readonly url: string;
  /** Makes an empty database with a name nobody else has. */
  createDatabase(): Promise<TestDatabase>;
}

/** A real Redis, shared by the whole test run: use keys of your own. */
export interface TestRedisServer {
  readonly url: string;
}

/** A real NATS, shared by the whole test run: use subjects of your own. */
export interface TestNatsServer {
  readonly url: string;
}
