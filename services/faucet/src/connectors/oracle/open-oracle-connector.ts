import { connectionsDefault, connectionsMaxOf } from '../../model/database-service.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Connector } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { createStreams } from '../streams/create-streams.ts';
import { callRoutine } from './call-routine.ts';
import { createSchemaChanges } from './change-schema.ts';
import { oracleDialect } from './dialect.ts';
import { asFaults } from './errors.ts';
import { introspectSchema, readTables } from './introspect.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { parseOracleDsn } from './parse-dsn.ts';
import { prepareRead } from './read.ts';
import { runRawSql } from './run-raw-sql.ts';
import { createWrites, writeTransaction } from './write.ts';

/** Oracle Database 12.2 and later in the driver's thin mode, over a pool of its own. */
export const openOracleConnector: OpenConnector = async (service) => {
  const address = parseOracleDsn(service.dsn);
  const connector = await asFaults({ action: 'Connection' }, async () =>
    createConnector(
      await openOracle(address, service.pool),
      service.schema || address.user.toUpperCase(),
      connectionsMaxOf(service.pool),
    ),
  );
  try {
    await connector.ping();
    return connector;
  } catch (error) {
    await connector.close().catch(() => undefined);
    throw error;
  }
};

/** The connector on an open pool. */
export const createConnector = (
  oracle: Oracle,
  schema: string,
  connectionsMax: number = connectionsDefault,
): Connector => {
  const dialect = oracleDialect(schema);
  const session = { oracle, dialect, streams: createStreams(connectionsMax) };
  const source = { queries: oracle, schema };
  return {
    driver: 'oracle',
    abilities: { routines: true, upsert: true, transactionalDdl: false, modifyColumn: true },
    ping: () =>
      asFaults({ action: 'Connection' }, async () => {
        await oracle.run({ sql: 'SELECT 1 FROM DUAL', params: [] }, { timeoutMs: 15_000 });
      }),
    introspect: () => asFaults({ action: 'Query' }, () => introspectSchema(source)),
    introspectTable: (name) =>
      asFaults({ action: 'Query' }, async () => (await readTables(source, name))[0]),
    prepareRead: (plan) => prepareRead(session, plan),
    count: (table, where, run) => {
      const statement = compileCount(dialect, table, where);
      return asFaults({ action: 'Query', table, timeoutMs: run?.timeoutMs }, async () =>
        Number((await oracle.run(statement, run)).rows[0]?.[0]),
      );
    },
    ...createWrites(session),
    transaction: (work) => writeTransaction(session, work),
    call: (routine, args, run) => callRoutine({ ...source, oracle, dialect }, routine, args, run),
    runSql: (request) => runRawSql(oracle, request),
    ...createSchemaChanges(oracle, schema),
    close: () => oracle.close(),
  };
};
