import type { SelectPlan } from '../../query/plan.ts';
import type { KeyedRow, PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import { rebindWhere } from '../sql/rebind-where.ts';
import type { Streams } from '../streams/create-streams.ts';
import { asFaults, errorFault } from './errors.ts';
import type { Mysql, MysqlCell } from './mysql.ts';

/** What reads and writes run with. */
export interface Session {
  readonly mysql: Mysql;
  readonly dialect: Dialect;
  readonly streams: Streams;
  /** The dialect of INSERT where the server gives back what it stored. */
  readonly returning?: Dialect;
  /** How long a write may take. */
  readonly writeTimeoutMs?: number | undefined;
}

/**
 * A read whose SQL is written once. Each row comes as its JSON; they are joined here, because
 * JSON_ARRAYAGG is cut off at group_concat_max_len on MariaDB.
 */
export const prepareRead = (session: Session, plan: SelectPlan): PreparedRead => {
  const statement = compileSelect(session.dialect, plan, 'rows');
  const read = createRead(session, plan, statement);
  const rebind = rebindWhere(session.dialect, plan, statement);
  return {
    ...read,
    withWhere: (next) => {
      const rebound = rebind(next);
      return rebound && createRead(session, next, rebound);
    },
  };
};

const createRead = (
  { mysql, dialect, streams }: Session,
  plan: SelectPlan,
  statement: Statement,
): PreparedRead => {
  let keyed: Statement | undefined;
  const doing = { action: 'Query', table: plan.table } as const;
  const run = (of: Statement, options: RunOptions | undefined) =>
    asFaults({ ...doing, timeoutMs: options?.timeoutMs }, () => mysql.run(of, options));
  return {
    read: async (options) => joinedRows((await run(statement, options)).rows),
    readKeyed: async (options) => {
      keyed ??= compileSelect(dialect, plan, 'keyed');
      return (await run(keyed, options)).rows.map(keyedRow);
    },
    stream: (options) =>
      streams.open(async function* (own) {
        try {
          for await (const rows of mysql.stream(statement, own)) {
            yield `${rows.map(onOneLine).join('\n')}\n`;
          }
        } catch (error) {
          throw errorFault(error, doing);
        }
      }, options),
  };
};

/** Rows of one column, their JSON, as one text. */
export const joinedRows = (rows: readonly (readonly MysqlCell[])[]): RowsText => ({
  json: rows.map(([json]) => json).join(','),
  count: rows.length,
});

/** The row's JSON first, then its keys. */
export const keyedRow = ([json, ...keys]: readonly MysqlCell[]): KeyedRow => ({
  json: String(json),
  keys: keys.map((key) => (key === null ? null : String(key))),
});

/** Inside strings JSON has no raw line breaks: those there are stand in a JSON column. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
