import { connectionsDefault, connectionsMaxOf } from '../../model/database-service.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Connector } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { createStreams } from '../streams/create-streams.ts';
import { callRoutine } from './call-routine.ts';
import { createSchemaChanges } from './change-schema.ts';
import { mssqlDialect } from './dialect.ts';
import { asFaults } from './errors.ts';
import { introspectSchema, readTables } from './introspect.ts';
import { type Mssql, openMssql } from './mssql.ts';
import { parseMssqlDsn } from './parse-dsn.ts';
import { lastRows, prepareRead } from './read.ts';
import { runRawSql } from './run-raw-sql.ts';
import { createWrites, writeTransaction } from './write.ts';

/** SQL Server 2016 and later, over a pool of its own. */
export const openMssqlConnector: OpenConnector = async (service) => {
  const address = parseMssqlDsn(service.dsn);
  const mssql = await asFaults({ action: 'Connection' }, () => openMssql(address, service.pool));
  return createConnector(mssql, service.schema || 'dbo', connectionsMaxOf(service.pool));
};

/** The connector on an open pool. */
export const createConnector = (
  mssql: Mssql,
  schema: string,
  connectionsMax: number = connectionsDefault,
): Connector => {
  const dialect = mssqlDialect(schema);
  const session = { mssql, dialect, streams: createStreams(connectionsMax) };
  const source = { queries: mssql, schema };
  return {
    driver: 'mssql',
    abilities: { routines: true, upsert: true, transactionalDdl: true, modifyColumn: true },
    ping: () =>
      asFaults({ action: 'Connection' }, async () => {
        await mssql.run({ sql: 'SELECT 1', params: [] }, { timeoutMs: 10_000 });
      }),
    introspect: () => asFaults({ action: 'Query' }, () => introspectSchema(source)),
    introspectTable: (name) =>
      asFaults({ action: 'Query' }, async () => (await readTables(source, name))[0]),
    prepareRead: (plan) => prepareRead(session, plan),
    count: (table, where, run) => {
      const statement = compileCount(dialect, table, where);
      return asFaults({ action: 'Query', table, timeoutMs: run?.timeoutMs }, async () =>
        Number(lastRows(await mssql.run(statement, run))[0]?.[0]),
      );
    },
    ...createWrites(session),
    transaction: (work) => writeTransaction(session, work),
    call: (routine, args, run) => callRoutine({ ...source, mssql, dialect }, routine, args, run),
    runSql: (request) => runRawSql(mssql, request),
    ...createSchemaChanges(mssql, schema),
    close: () => mssql.close(),
  };
};
