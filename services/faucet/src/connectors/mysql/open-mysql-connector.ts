import { fault } from '../../faults.ts';
import type { DatabaseService } from '../../model/database-service.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Connector } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { createStreams } from '../streams/create-streams.ts';
import { callRoutine } from './call-routine.ts';
import { createSchemaChanges } from './change-schema.ts';
import { mysqlDialect, returningDialect } from './dialect.ts';
import { asFaults, errorFault } from './errors.ts';
import { introspectSchema, readTables } from './introspect.ts';
import { type Mysql, openMysql } from './mysql.ts';
import { type MysqlAddress, parseMysqlDsn } from './parse-dsn.ts';
import { prepareRead } from './read.ts';
import { runRawSql } from './run-raw-sql.ts';
import { connectServer, type MysqlServer } from './server-version.ts';
import { createWrites, writeTransaction } from './write.ts';

/** MySQL and MariaDB, over a pool of their own. */
export const openMysqlConnector: OpenConnector = async (service, { writeTimeoutMs }) => {
  const address = parseMysqlDsn(service.dsn);
  const database = service.schema || address.database;
  if (database === '') {
    throw fault('invalid_parameter', { parameter: 'dsn', reason: 'it names no database' });
  }
  const { mysql, server } = await connect(
    { ...address, database: address.database || database },
    service,
  );
  return createConnector(mysql, database, server, writeTimeoutMs);
};

/** The connector on an open pool, for a server that can do this much. */
export const createConnector = (
  mysql: Mysql,
  database: string,
  { flavour, returnsInserted }: MysqlServer,
  writeTimeoutMs?: number,
): Connector => {
  const dialect = mysqlDialect(database, flavour);
  const returning = returnsInserted ? { returning: returningDialect(dialect, flavour) } : {};
  const streams = createStreams(mysql.connectionsMax);
  const session = { mysql, dialect, streams, writeTimeoutMs, ...returning };
  const source = { queries: mysql, database, flavour };
  return {
    driver: 'mysql',
    abilities: { routines: true, upsert: true, transactionalDdl: false, modifyColumn: true },
    ping: () => asFaults({ action: 'Connection' }, () => ping(mysql)),
    introspect: () => asFaults({ action: 'Query' }, () => introspectSchema(source)),
    introspectTable: (name) =>
      asFaults({ action: 'Query' }, async () => (await readTables(source, name))[0]),
    prepareRead: (plan) => prepareRead(session, plan),
    count: (table, where, run) => {
      const statement = compileCount(dialect, table, where);
      return asFaults({ action: 'Query', table, timeoutMs: run?.timeoutMs }, async () => {
        const { rows } = await mysql.run(statement, run);
        return Number(rows[0]?.[0]);
      });
    },
    ...createWrites(session),
    transaction: (work) => writeTransaction(session, work),
    call: (routine, args, run) => callRoutine({ ...source, mysql, dialect }, routine, args, run),
    runSql: (request) => runRawSql(mysql, request),
    ...createSchemaChanges(mysql, database),
    close: () => mysql.close(),
  };
};

const connect = async (
  address: MysqlAddress,
  { pool }: DatabaseService,
): Promise<{ readonly mysql: Mysql; readonly server: MysqlServer }> => {
  try {
    const { tls, server } = await connectServer(address, pool);
    return { mysql: openMysql({ ...address, tls }, pool), server };
  } catch (error) {
    throw errorFault(error, { action: 'Connection' });
  }
};

const ping = async (mysql: Mysql): Promise<void> => {
  await mysql.run({ sql: 'SELECT 1', params: [] }, { timeoutMs: 10_000 });
};
