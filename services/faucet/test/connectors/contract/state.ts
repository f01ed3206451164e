import { it } from 'vitest';
import type { Connector } from '../../../src/connectors/connector.ts';
import type { TableSchema } from '../../../src/model/schema.ts';
import type { ConnectorFixture, Feature, OpenDatabase } from './fixture.ts';

/** The database a group of tests works on; opened before them and closed after. */
export interface ContractState {
  readonly fixture: ConnectorFixture;
  readonly connector: Connector;
  /** A table or view of the fixture as introspected. */
  table(name: string): TableSchema;
  /** Runs a statement outside the connector. */
  execute(sql: string): Promise<void>;
  /** Removes all rows of the fixture's tables. */
  empty(): Promise<void>;
  open(how?: Parameters<ConnectorFixture['open']>[0]): Promise<void>;
  close(): Promise<void>;
}

/** The state of one group. Nothing is open until `open`. */
export const contractState = (fixture: ConnectorFixture): ContractState => {
  let database: OpenDatabase | undefined;
  let tables = new Map<string, TableSchema>();
  const opened = (): OpenDatabase => {
    if (database === undefined) throw new Error('the database is not open');
    return database;
  };
  return {
    fixture,
    get connector() {
      return opened().connector;
    },
    table: (name) => {
      const table = tables.get(name);
      if (table === undefined) throw new Error(`the fixture has no ${name}`);
      return table;
    },
    execute: (sql) => opened().execute(sql),
    empty: async () => {
      for (const name of ['order_lines', 'orders', 'people', 'counters', 'specimens']) {
        await opened().execute(`DELETE FROM ${name}`);
      }
    },
    open: async (how) => {
      database = await fixture.open(how);
      for (const statement of fixture.ddl) await database.execute(statement);
      const schema = await database.connector.introspect();
      tables = new Map([...schema.tables, ...schema.views].map((table) => [table.name, table]));
    },
    close: async () => {
      await database?.close();
      database = undefined;
    },
  };
};

/**
 * A promise that a database may be unable to keep: the fixture's `lacks` says which, with the reason.
 * It is left out there, not skipped, because nothing is missing on the machine that runs the tests.
 */
export const itUnlessLacking = (
  { fixture }: ContractState,
  feature: Feature,
  name: string,
  test: () => unknown,
): void => {
  if (fixture.lacks[feature] === undefined) it(name, async () => void (await test()));
};
