import { join } from 'node:path';
import { createLog } from '@aquifer/service';
import { openSqlite } from '@aquifer/sqlite';
import { temporaryDirectory } from '@aquifer/testing';
import { type Permission, sumOfRules, unrestricted } from '../../src/access/permission.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { openSqliteConnector } from '../../src/connectors/sqlite/open-sqlite-connector.ts';
import {
  type DatabaseService,
  defaultPoolLimits,
  type Driver,
} from '../../src/model/database-service.ts';
import type { RowFilter } from '../../src/model/role.ts';
import type { DatabaseSchema, TableSchema } from '../../src/model/schema.ts';
import type { ReadParameters } from '../../src/query/read-parameters.ts';
import type { ReadRequest, ReadSource } from '../../src/records/read-source.ts';
import type { WriteTarget } from '../../src/records/write-target.ts';

const cities = ['Berlin', 'Paris', 'Madrid', 'Oslo', null, "L'Aquila", 'Zürich'];

const schemaSql = `
  CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT UNIQUE NOT NULL,
    age INTEGER, city TEXT, balance REAL DEFAULT 0, is_active BOOLEAN DEFAULT 1,
    created_at DATETIME, data JSON, points INTEGER NOT NULL DEFAULT 7
  );
  CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), total REAL, note TEXT
  );
  CREATE TABLE items (
    order_id INTEGER NOT NULL REFERENCES orders(id), sku TEXT NOT NULL, quantity INTEGER,
    price INTEGER, cost INTEGER GENERATED ALWAYS AS (quantity * price),
    PRIMARY KEY (order_id, sku)
  );
  CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT NOT NULL);
  CREATE VIEW adults AS SELECT id, name, age FROM customers WHERE age >= 18;
`;

/** The database of the tests of records: 70 customers, 3 orders for each of the first ten, 2 items each. */
export interface Shop {
  readonly connector: Connector;
  readonly schema: DatabaseSchema;
  /** Rows of raw SQL, to see what is really there. */
  readonly look: (sql: string) => readonly Record<string, unknown>[];
  readonly source: (table: string, permission?: Permission, others?: Others) => ReadSource;
  readonly target: (table: string, permission?: Permission) => WriteTarget;
  readonly close: () => Promise<void>;
}

/** What the caller may GET of other tables; every other one is open. */
export type Others = Readonly<Record<string, Permission | undefined>>;

/** A fresh shop in a SQLite file. */
export const openShop = async (): Promise<Shop> => {
  const path = join(temporaryDirectory(), 'shop.db');
  fill(path);
  const connector = await openSqliteConnector(service(path), {
    log: createLog({ level: 'silent', format: 'json' }),
  });
  const schema = await connector.introspect();
  const database = openSqlite(path, { readOnly: true });
  const table = (name: string): TableSchema => {
    const found = [...schema.tables, ...schema.views].find((one) => one.name === name);
    if (found === undefined) throw new Error(`the shop has no table ${name}`);
    return found;
  };
  return {
    connector,
    schema,
    look: (sql) => database.all(sql),
    source: (name, permission = unrestricted, others = {}) => ({
      connector,
      table: table(name),
      permission,
      catalog: {
        schema: () => schema,
        permission: (other) => (other in others ? others[other] : unrestricted),
      },
    }),
    target: (name, permission = unrestricted) => ({
      connector,
      table: table(name),
      permission,
      recordsMax: 1000,
    }),
    close: async () => {
      database.close();
      await connector.close();
    },
  };
};

/** A request whose key is made of its parameters. */
export const request = (parameters: ReadParameters = {}): ReadRequest => ({
  key: JSON.stringify(parameters),
  parameters: () => parameters,
});

/** A role of one rule. */
export const role = (filters: readonly RowFilter[], columns: readonly string[] = []): Permission =>
  sumOfRules('tester', [{ columns, filters, filterOp: 'AND' }]);

const fill = (path: string): void => {
  const database = openSqlite(path);
  for (const sql of schemaSql.split(';')) if (sql.trim() !== '') database.run(sql);
  for (let id = 1; id <= 70; id += 1) {
    database.run(
      'INSERT INTO customers (name, email, age, city, balance, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      [
        `Customer ${String(id).padStart(4, '0')}`,
        `c${id}@example.com`,
        18 + (id % 30),
        cities[id % 7] ?? null,
        id * 1.25,
        `2024-02-${String(1 + (id % 28)).padStart(2, '0')} 08:00:00`,
      ],
    );
  }
  for (let id = 1; id <= 30; id += 1) {
    database.run('INSERT INTO orders VALUES (?, ?, ?, ?)', [id, 1 + (id % 10), id * 10, null]);
    for (const sku of ['A,1', 'B']) {
      database.run('INSERT INTO items (order_id, sku, quantity, price) VALUES (?, ?, 2, ?)', [
        id,
        sku,
        id,
      ]);
    }
  }
  for (const [code, name] of [
    ['DE', 'Germany'],
    ['FR', 'France'],
  ]) {
    database.run('INSERT INTO countries VALUES (?, ?)', [code ?? '', name ?? '']);
  }
  database.close();
};

/** A service as the configuration has it. */
export const service = (dsn: string, driver: Driver = 'sqlite'): DatabaseService => ({
  id: 1,
  name: 'shop',
  label: '',
  driver,
  dsn,
  schema: '',
  readOnly: false,
  rawSqlAllowed: false,
  isActive: true,
  schemaLock: 'none',
  privateKeyPath: '',
  pool: defaultPoolLimits,
  createdAt: new Date(0),
  updatedAt: new Date(0),
});
