import {
  type DatabaseService,
  defaultPoolLimits,
  type Driver,
} from '../../src/model/database-service.ts';

/** A service as an administrator would have configured it. */
export const databaseService = (
  driver: Driver,
  dsn: string,
  parts: Partial<DatabaseService> = {},
): DatabaseService => ({
  id: 1,
  name: 'tested',
  label: '',
  driver,
  dsn,
  schema: '',
  readOnly: false,
  rawSqlAllowed: true,
  isActive: true,
  schemaLock: 'none',
  privateKeyPath: '',
  pool: { ...defaultPoolLimits, maxOpenConnections: 5 },
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...parts,
});
