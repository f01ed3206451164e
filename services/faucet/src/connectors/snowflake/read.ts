import type { SelectPlan } from '../../query/plan.ts';
import type { KeyedRow, PreparedRead, RunOptions } from '../connector.ts';
import { checkAnswerSize } from '../sql/answer-size.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import type { Streams } from '../streams/create-streams.ts';
import { asFaults, errorFault } from './errors.ts';
import type { Snowflake, SnowflakeCell, SnowflakeResult } from './snowflake.ts';

/** What reads and writes run with. */
export interface Session {
  readonly snowflake: Snowflake;
  readonly dialect: Dialect;
  readonly streams: Streams;
}

/** A read whose SQL is written once. Each row comes as its JSON. */
export const prepareRead = (
  { snowflake, dialect, streams }: Session,
  plan: SelectPlan,
): PreparedRead => {
  const statement = compileSelect(dialect, plan, 'rows');
  let keyed: Statement | undefined;
  const doing = { action: 'Query', table: plan.table } as const;
  const run = (of: Statement, options: RunOptions | undefined): Promise<SnowflakeResult['rows']> =>
    asFaults({ ...doing, timeoutMs: options?.timeoutMs }, async () => {
      const { rows } = await snowflake.run(of, options);
      checkAnswerSize(rows, options?.answerBytesMax);
      return rows;
    });
  return {
    read: async (options) => {
      const rows = await run(statement, options);
      return { json: rows.map(([json]) => json).join(','), count: rows.length };
    },
    readKeyed: async (options) => {
      keyed ??= compileSelect(dialect, plan, 'keyed');
      return (await run(keyed, options)).map(keyedRow);
    },
    stream: (options) =>
      streams.open(async function* (own) {
        try {
          for await (const rows of snowflake.stream(statement, own)) {
            yield `${rows.map(onOneLine).join('\n')}\n`;
          }
        } catch (error) {
          throw errorFault(error, doing);
        }
      }, options),
  };
};

/** The row's JSON first, then its keys. */
export const keyedRow = ([json, ...keys]: readonly SnowflakeCell[]): KeyedRow => ({
  json: String(json),
  keys: keys.map((key) => (key === null ? null : String(key))),
});

/** Whatever the account's setting for indents, a row is one line. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
