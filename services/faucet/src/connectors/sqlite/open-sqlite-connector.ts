import { stat } from 'node:fs/promises';
import {
  parseSqliteDsn,
  type SqliteDatabase,
  SqliteDsnError,
  SqliteOpenError,
} from '@aquifer/sqlite';
import { fault } from '../../faults.ts';
import type { OpenConnector } from '../connector-opener.ts';
import type { Abilities, Connector, RunOptions } from '../connector.ts';
import { creationFailure } from '../sql/taken-name.ts';
import { alterTableSql, createTableSql, dropTableSql } from './ddl.ts';
import { errorFault } from './errors.ts';
import { introspect, introspectTable } from './introspect.ts';
import { isCheapWrite, writePaceKey } from './lanes/is-cheap-write.ts';
import { createJudge } from './lanes/judge.ts';
import { type Lanes, openLanes } from './lanes/open-lanes.ts';
import { countRows, prepareRead, type ReadParts } from './prepare-read.ts';
import { runStatement } from './run-statement.ts';
import { createTableFacts } from './table-facts.ts';
import { createTransactionSession, createWriter } from './write-rows.ts';

const abilities: Abilities = {
  routines: false,
  upsert: true,
  transactionalDdl: true,
  modifyColumn: false,
};

/**
 * Connects a SQLite file or ':memory:'. A missing file is made only when its DSN says so by
 * mode=rwc; a ':memory:' database lives as long as the connector, and its statements cannot be
 * interrupted. Rejects with invalid_parameter (the DSN), database_not_opened or
 * database_unavailable.
 */
export const openSqliteConnector: OpenConnector = async (service, { writeTimeoutMs }) => {
  const { path } = readDsn(service.dsn);
  const lanes = await connecting(() => openLanes(service.dsn, service.pool.maxOpenConnections));
  return createConnector(lanes, path, {
    ...(writeTimeoutMs !== undefined && { timeoutMs: writeTimeoutMs }),
  });
};

const readDsn = (dsn: string): { readonly path: string } => {
  try {
    return parseSqliteDsn(dsn);
  } catch (error) {
    if (!(error instanceof SqliteDsnError)) throw error;
    throw fault('invalid_parameter', { parameter: 'dsn', reason: error.message }, { cause: error });
  }
};

/** Whatever SQLite says while connecting, the database cannot be reached. */
const connecting = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const action = 'Connection';
    if (error instanceof SqliteOpenError) {
      const reason = error.message;
      throw fault('database_not_opened', { action, reason }, { cause: error });
    }
    throw fault('database_unavailable', { action }, { cause: error });
  }
};

const createConnector = (lanes: Lanes, path: string, limit: RunOptions): Connector => {
  const { reader } = lanes.fast;
  const facts = createTableFacts(reader);
  const judge = createJudge(reader, facts, lanes.pace);
  const parts: ReadParts = { lanes, facts, judge };
  const forget = (): void => {
    facts.forget();
    judge.forget();
  };
  const looking = async <T>(work: (database: SqliteDatabase) => T | Promise<T>): Promise<T> => {
    forget();
    try {
      const result = await lanes.patiently(() => work(reader));
      return result;
    } catch (error) {
      throw errorFault(error, 'Query');
    }
  };
  const define = async (statements: readonly string[]): Promise<void> => {
    try {
      await lanes.slow.run({ kind: 'script', statements }, 'Schema change');
    } finally {
      forget();
    }
  };
  return {
    driver: 'sqlite',
    abilities,
    ping: () =>
      connecting(async () => {
        if (path !== ':memory:') await stat(path);
        await lanes.patiently(() => reader.value('SELECT COUNT(*) FROM sqlite_schema'));
      }),
    introspect: () => looking(introspect),
    introspectTable: (name) => looking((database) => introspectTable(database, name)),
    prepareRead: (plan) => prepareRead(parts, plan),
    count: (table, where, run) => countRows(parts, table, where, run),
    ...createWriter(facts, (write, plan) =>
      isCheapWrite({ facts, judge, pace: lanes.pace }, write.job, plan)
        ? lanes.writes.write(write.job, write.action, writePaceKey(plan.table.name))
        : lanes.slow.run(write.job, write.action, limit),
    ),
    transaction: (work) =>
      lanes.slow.transaction((runIn) =>
        work(createTransactionSession(facts, (job, action) => runIn(job, action, limit))),
      ),
    call: async () => {
      throw fault('not_supported', { driver: 'sqlite', feature: 'stored procedures' });
    },
    runSql: async (request) => {
      const result = await runStatement(lanes.slow, request);
      if (request.write) forget();
      return result;
    },
    createTable: (definition) =>
      define([createTableSql(definition)]).catch((error: unknown) => {
        throw creationFailure(error, definition.name);
      }),
    alterTable: (table, changes) => define(changes.map((change) => alterTableSql(table, change))),
    dropTable: (table) => define([dropTableSql(table)]),
    close: () => lanes.close(),
  };
};
