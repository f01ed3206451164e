import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import type { ConnectorContext } from '../../../src/connectors/connector-opener.ts';
import type { Connector } from '../../../src/connectors/connector.ts';
import { openSqliteConnector } from '../../../src/connectors/sqlite/open-sqlite-connector.ts';
import { type ConnectorFixture, hostileColumns, hostileTable } from '../contract/fixture.ts';
import { databaseService } from '../database-service.ts';

/** A connector on a DSN. */
export const openTestConnector = (
  dsn: string,
  limits: Pick<ConnectorContext, 'writeTimeoutMs'> = {},
): Promise<Connector> =>
  openSqliteConnector(databaseService('sqlite', dsn), {
    log: createLog({ level: 'silent', format: 'json' }),
    ...limits,
  });

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** SQLite in a file: both lanes. */
export const sqliteFixture: ConnectorFixture = {
  name: 'sqlite',
  open: async (limits) => {
    const path = join(temporaryDirectory(), 'contract.db');
    const connector = await openTestConnector(`${path}?mode=rwc`, limits);
    const database = openSqlite(path);
    return {
      connector,
      execute: async (sql) => database.exec(sql),
      close: async () => {
        database.close();
        await connector.close();
      },
    };
  },
  ddl: [
    `CREATE TABLE people (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT UNIQUE, age INTEGER,
      city TEXT, balance REAL DEFAULT 0, is_active BOOLEAN NOT NULL DEFAULT 1, born DATE,
      created_at DATETIME)`,
    'CREATE INDEX people_city_age ON people (city, age)',
    `CREATE TABLE orders (
      id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
      status VARCHAR(20) NOT NULL DEFAULT 'new')`,
    `CREATE TABLE order_lines (
      order_id INTEGER REFERENCES orders ON DELETE CASCADE, line_no INTEGER, product TEXT NOT NULL,
      quantity INTEGER NOT NULL CONSTRAINT quantity_positive CHECK (quantity > 0),
      twice INTEGER GENERATED ALWAYS AS (quantity * 2), PRIMARY KEY (order_id, line_no))`,
    `CREATE TABLE counters (
      code VARCHAR(40) PRIMARY KEY, hits INTEGER NOT NULL DEFAULT 0, note TEXT) WITHOUT ROWID`,
    `CREATE TABLE specimens (
      id INTEGER PRIMARY KEY, big BIGINT, exact DECIMAL(30,10), real DOUBLE PRECISION, flag BOOLEAN,
      day DATE, at TIMESTAMP, bytes BLOB, doc JSON, words TEXT)`,
    `CREATE TABLE ${quoted(hostileTable)} (
      ${quoted(hostileColumns[0])} INTEGER PRIMARY KEY,
      ${hostileColumns
        .slice(1)
        .map((name) => `${quoted(name)} TEXT`)
        .join(', ')})`,
    'CREATE VIEW active_people AS SELECT id, name, city FROM people WHERE is_active',
  ],
  lacks: {
    comments: 'SQLite has no comments',
    enums: 'SQLite has no enumerated types',
    arrays: 'SQLite has no arrays',
    'exact decimals': 'SQLite keeps decimals as doubles; more digits are refused',
    'modify column': 'SQLite cannot change the type of a column',
  },
  booleans: [0, 1],
  sql: {
    placeholder: () => '?',
    runaway:
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r',
    slowCounters: ['INSERT', 'UPDATE', 'DELETE'].map(
      (verb) => `CREATE TRIGGER slow_${verb} AFTER ${verb} ON counters BEGIN
        SELECT (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r);
      END`,
    ),
    fiveRows:
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r',
  },
};

/** SQLite in memory: one connection, the fast lane alone. */
export const memoryFixture: ConnectorFixture = {
  ...sqliteFixture,
  name: 'sqlite in memory',
  open: async () => {
    const connector = await openTestConnector(':memory:');
    const execute = async (sql: string): Promise<void> => {
      await connector.runSql({ sql, params: [], write: true, timeoutMs: 1000, rowsMax: 1 });
    };
    return { connector, execute, close: () => connector.close() };
  },
  lacks: {
    ...sqliteFixture.lacks,
    interruption: 'no other process can see the database, and its own thread cannot be stopped',
  },
};
