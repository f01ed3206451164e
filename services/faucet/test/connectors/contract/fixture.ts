import type { ConnectorContext } from '../../../src/connectors/connector-opener.ts';
import type { Connector } from '../../../src/connectors/connector.ts';

/**
 * What an adapter supplies to be put through the contract. Its DDL makes the tables that
 * `fixtureTables` describes, in its own SQL.
 */
export interface ConnectorFixture {
  readonly name: string;
  /** An empty database or schema of its own, and a connector on it. */
  open(how?: Pick<ConnectorContext, 'writeTimeoutMs'>): Promise<OpenDatabase>;
  /** The statements that make the fixture's tables. */
  readonly ddl: readonly string[];
  /** What the database does not have, with the reason shown beside the skipped test. */
  readonly lacks: Partial<Record<Feature, string>>;
  /** Names instead of `hostileTable` and `hostileColumns`, where some characters may not stand in one. */
  readonly hostile?: { readonly table: string; readonly columns: typeof hostileColumns };
  /** How a boolean column looks in JSON. */
  readonly booleans: readonly [no: unknown, yes: unknown];
  readonly sql: {
    /** The n-th placeholder of a raw statement, from 1. */
    placeholder(position: number): string;
    /** A statement that reads for a minute at least. */
    readonly runaway: string;
    /** Statements after which every insert, update and delete on `counters` takes a minute. */
    readonly slowCounters: readonly string[];
    /** Selects the numbers 1 to 5, one in a row, as `n`. */
    readonly fiveRows: string;
  };
}

/** What some databases lack. */
export type Feature =
  | 'comments'
  | 'enums'
  | 'arrays'
  | 'exact decimals'
  | 'time zones'
  | 'nul in text'
  | 'modify column'
  | 'generated columns'
  | 'interruption';

export interface OpenDatabase {
  readonly connector: Connector;
  /** Runs a statement outside the connector. */
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The tables an adapter's DDL makes, in words:
 *
 * - `people`: `id` auto-increment primary key; `name` text not null; `email` text, unique; `age`
 *   integer; `city` text; `balance` double precision default 0; `is_active` boolean not null
 *   default true; `born` date; `created_at` timestamp (with time zone where there is one); index
 *   `people_city_age` on (city, age).
 * - `orders`: `id` auto-increment primary key; `person_id` integer not null, foreign key to
 *   people(id); `status` varchar(20) not null default 'new'.
 * - `order_lines`: `order_id` integer, foreign key to orders(id) on delete cascade; `line_no`
 *   integer; `product` text not null; `quantity` integer not null, checked > 0 by a constraint
 *   named `quantity_positive`; `twice` generated as quantity * 2 (where there is such a thing);
 *   primary key (order_id, line_no).
 * - `counters`: `code` varchar(40) primary key; `hits` integer not null default 0; `note` text.
 * - `specimens`: `id` integer primary key without auto-increment where that can be said; `big`
 *   64-bit integer; `exact` decimal(30,10); `real` double precision; `flag` boolean; `day` date;
 *   `at` timestamp as above; `bytes` binary; `doc` json; `words` text.
 * - `hostileTable` with the columns `hostileColumns`: the first an integer primary key, the others text.
 * - `active_people`: a view of `id`, `name`, `city` of the people who are active.
 */
export const fixtureTables = ['counters', 'order_lines', 'orders', 'people', 'specimens'] as const;

/** Names that break whoever forgets to quote, or quotes badly. */
export const hostileTable = 'we"ird `ta] ble; DROP Ünï 🙂';
export const hostileColumns: readonly [string, string, string, string] = [
  'sel"ect',
  "o'r`der]",
  'spa ce --',
  'emoji 🙂 %s ?1 $1',
];
