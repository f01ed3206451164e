import type { Permission } from '../access/permission.ts';
import type { Connector } from '../connectors/connector.ts';
import type { DatabaseSchema, TableSchema } from '../model/schema.ts';
import type { ReadParameters } from '../query/read-parameters.ts';

/** A table to read, and what the caller may see of it and of its neighbours. */
export interface ReadSource {
  readonly connector: Connector;
  /** The same object as long as the table keeps its shape: plans are cached by it. */
  readonly table: TableSchema;
  /** What the caller may GET; the same object as long as the role stays the same. */
  readonly permission: Permission;
  /** Only asked when the request has `related`. */
  readonly catalog: Catalog;
}

/** The rest of the database, for following relations. */
export interface Catalog {
  schema(): DatabaseSchema | Promise<DatabaseSchema>;
  /** What the caller may GET of a table; undefined: for the caller it does not exist. */
  permission(table: string): Permission | undefined;
}

/** A request to read. `parameters` is only called when the plan is not cached. */
export interface ReadRequest {
  /** Equal keys mean equal parameters: the raw query string, or the arguments as JSON. */
  readonly key: string;
  parameters(): ReadParameters;
}
