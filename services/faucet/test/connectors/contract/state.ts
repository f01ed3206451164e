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
  /** Removes all rows of the fixture's tables. */
  empty(): Promise<void>;
  open(): Promise<void>;
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
    empty: async () => {
      for (const name of ['order_lines', 'orders', 'people', 'counters', 'specimens']) {
        await opened().execute(`DELETE FROM ${name}`);
      }
    },
    open: async () => {
      database = await fixture.open();
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

/** A test, skipped with the reason in its name where the fixture says so. */
export const itUnlessLacking = (
  { fixture }: ContractState,
  feature: Feature,
  name: string,
  test: () => unknown,
): void => {
  const reason = fixture.lacks[feature];
  if (reason === undefined) it(name, async () => void (await test()));
  else it.skip(`${name} (${reason})`);
};
