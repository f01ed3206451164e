import { connectionsDefault, connectionsMaxOf } from '../../model/database-service.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Connector } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { createStreams } from '../streams/create-streams.ts';
import { callRoutine } from './call-routine.ts';
import { createSchemaChanges } from './change-schema.ts';
import { snowflakeDialect } from './dialect.ts';
import { asFaults } from './errors.ts';
import { introspectSchema, readTables } from './introspect.ts';
import { exactName, parseSnowflakeDsn } from './parse-dsn.ts';
import { readPrivateKey } from './private-key.ts';
import { prepareRead } from './read.ts';
import { runRawSql } from './run-raw-sql.ts';
import { loadDriver, openSnowflake, type Snowflake } from './snowflake.ts';
import { createWrites, writeTransaction } from './write.ts';

/** Snowflake over a pool of its own. Rejects with invalid_input when its driver is not installed. */
export const openSnowflakeConnector: OpenConnector = async (service) => {
  const hasKey = service.privateKeyPath !== '';
  const address = parseSnowflakeDsn(service.dsn, hasKey);
  const key =
    address.proof.kind === 'key' ? await readPrivateKey(service.privateKeyPath) : undefined;
  const schema = exactName(service.schema) || address.schema || 'PUBLIC';
  const snowflake = openSnowflake(await loadDriver(), { ...address, schema }, key, service.pool);
  const connector = createConnector(snowflake, schema, connectionsMaxOf(service.pool));
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
  snowflake: Snowflake,
  schema: string,
  connectionsMax: number = connectionsDefault,
): Connector => {
  const dialect = snowflakeDialect(schema);
  const session = { snowflake, dialect, streams: createStreams(connectionsMax) };
  const source = { queries: snowflake, schema };
  return {
    driver: 'snowflake',
    // Nothing keeps two rows from having one key, so there is none to find a row by.
    abilities: { routines: true, upsert: false, transactionalDdl: false, modifyColumn: true },
    ping: () =>
      asFaults({ action: 'Connection' }, async () => {
        await snowflake.run({ sql: 'SELECT 1', params: [] }, { timeoutMs: 30_000 });
      }),
    introspect: () => asFaults({ action: 'Query' }, () => introspectSchema(source)),
    introspectTable: (name) =>
      asFaults({ action: 'Query' }, async () => (await readTables(source, name))[0]),
    prepareRead: (plan) => prepareRead(session, plan),
    count: (table, where, run) => {
      const statement = compileCount(dialect, table, where);
      return asFaults({ action: 'Query', table, timeoutMs: run?.timeoutMs }, async () =>
        Number((await snowflake.run(statement, run)).rows[0]?.[0]),
      );
    },
    ...createWrites(session),
    transaction: (work) => writeTransaction(session, work),
    call: (routine, args, run) =>
      callRoutine({ ...source, snowflake, dialect }, routine, args, run),
    runSql: (request) => runRawSql(snowflake, request),
    ...createSchemaChanges(snowflake, schema),
    close: () => snowflake.close(),
  };
};
