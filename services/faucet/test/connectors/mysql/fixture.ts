import { createLog } from '@aquifer/service';
import type { TestDatabaseServer } from '@aquifer/testing';
import type { Connector } from '../../../src/connectors/connector.ts';
import { openMysql } from '../../../src/connectors/mysql/mysql.ts';
import {
  createConnector,
  openMysqlConnector,
} from '../../../src/connectors/mysql/open-mysql-connector.ts';
import { parseMysqlDsn } from '../../../src/connectors/mysql/parse-dsn.ts';
import { defaultPoolLimits } from '../../../src/model/database-service.ts';
import type { ConnectorFixture } from '../contract/fixture.ts';
import { databaseService } from '../database-service.ts';

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

const limits = { ...defaultPoolLimits, maxOpenConnections: 5 };

type Open = (url: string, how?: Parameters<ConnectorFixture['open']>[0]) => Promise<Connector>;

const opened: Open = (url, how = {}) =>
  openMysqlConnector(databaseService('mysql', url, { pool: limits }), {
    log: createLog({ level: 'silent', format: 'json' }),
    ...how,
  });

/** As on MySQL, which gives back nothing of what it inserted. */
const openedWithoutReturning: Open = async (url, how = {}) => {
  const address = parseMysqlDsn(url);
  const server = { flavour: 'mariadb', returnsInserted: false } as const;
  return createConnector(openMysql(address, limits), address.database, server, how.writeTimeoutMs);
};

/** The tables of the contract on MariaDB. */
export const mysqlFixture = (
  server: TestDatabaseServer,
  options: { readonly returnsInserted: boolean },
): ConnectorFixture => ({
  name: options.returnsInserted ? 'MariaDB' : 'MariaDB without INSERT RETURNING',
  open: async (how) => {
    const database = await server.createDatabase();
    const mysql = openMysql(parseMysqlDsn(database.url), { ...limits, maxOpenConnections: 1 });
    const open = options.returnsInserted ? opened : openedWithoutReturning;
    const connector = await open(database.url, how);
    return {
      connector,
      execute: async (sql) => void (await mysql.session((session) => session.text(sql, {}, 0))),
      close: async () => {
        await connector.close();
        await mysql.close();
        await database.drop();
      },
    };
  },
  ddl: [
    `CREATE TABLE people (
      id bigint AUTO_INCREMENT PRIMARY KEY, name text NOT NULL, email varchar(200) UNIQUE,
      age int COMMENT 'In years', city varchar(100), balance double DEFAULT 0,
      is_active boolean NOT NULL DEFAULT true, born date, created_at datetime(6),
      INDEX people_city_age (city, age)
    ) COMMENT 'Those we know' COLLATE utf8mb4_bin`,
    `CREATE TABLE orders (
      id int AUTO_INCREMENT PRIMARY KEY, person_id bigint NOT NULL,
      status varchar(20) NOT NULL DEFAULT 'new', FOREIGN KEY (person_id) REFERENCES people (id))`,
    `CREATE TABLE order_lines (
      order_id int, line_no int, product text NOT NULL, quantity int NOT NULL,
      twice int GENERATED ALWAYS AS (quantity * 2) STORED, PRIMARY KEY (order_id, line_no),
      FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
      CONSTRAINT quantity_positive CHECK (quantity > 0))`,
    'CREATE TABLE counters (code varchar(40) PRIMARY KEY, hits int NOT NULL DEFAULT 0, note text)',
    `CREATE TABLE specimens (
      id int PRIMARY KEY, big bigint, exact decimal(30, 10), \`real\` double, flag boolean, day date,
      at datetime(6), bytes longblob, doc json, words longtext) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    `CREATE TABLE ${quote(hostile.table)} (${hostile.columns
      .map((name, index) => `${quote(name)} ${index === 0 ? 'int PRIMARY KEY' : 'varchar(100)'}`)
      .join(', ')}) CHARACTER SET utf8mb4`,
    'CREATE VIEW active_people AS SELECT id, name, city FROM people WHERE is_active',
  ],
  hostile,
  lacks: {},
  booleans: [0, 1],
  sql: {
    placeholder: () => '?',
    runaway: 'SELECT COUNT(*) FROM seq_1_to_10000000 a, seq_1_to_1000000 b',
    slowCounters: ['INSERT', 'UPDATE', 'DELETE'].map(
      (verb) => `CREATE TRIGGER slow_${verb} AFTER ${verb} ON counters FOR EACH ROW DO SLEEP(60)`,
    ),
    fiveRows: 'SELECT seq AS n FROM seq_1_to_5 ORDER BY seq',
  },
});

/** Names may hold no characters beyond the basic plane. */
const hostile: NonNullable<ConnectorFixture['hostile']> = {
  table: 'we"ird `ta] ble; DROP Ünï ☂',
  columns: ['sel"ect', "o'r`der]", 'spa ce --', 'emoji ☂ %s ?1 $1'],
};
