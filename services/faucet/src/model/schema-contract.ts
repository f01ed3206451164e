import type { TableSchema } from './schema.ts';

/** The shape of a table at the moment it was locked; drift is measured against it (contract §10). */
export interface SchemaContract {
  readonly id: number;
  readonly serviceName: string;
  readonly tableName: string;
  readonly schema: TableSchema;
  readonly lockedAt: Date;
  readonly promotedAt?: Date;
}
