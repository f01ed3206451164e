import type { SelectPlan } from '../../query/plan.ts';
import type { KeyedRow, PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { checkAnswerSize } from '../sql/answer-size.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import type { Streams } from '../streams/create-streams.ts';
import { asFaults, errorFault } from './errors.ts';
import type { Mssql, MssqlCell, MssqlResult, MssqlResults } from './mssql.ts';

/** What reads and writes run with. */
export interface Session {
  readonly mssql: Mssql;
  readonly dialect: Dialect;
  readonly streams: Streams;
}

/** A read whose SQL is written once. Each row comes as its JSON. */
export const prepareRead = (
  { mssql, dialect, streams }: Session,
  plan: SelectPlan,
): PreparedRead => {
  const statement = compileSelect(dialect, plan, 'rows');
  let keyed: Statement | undefined;
  const doing = { action: 'Query', table: plan.table } as const;
  const run = (of: Statement, options: RunOptions | undefined): Promise<MssqlResult['rows']> =>
    asFaults({ ...doing, timeoutMs: options?.timeoutMs }, async () => {
      const rows = lastRows(await mssql.run(of, options));
      checkAnswerSize(rows, options?.answerBytesMax);
      return rows;
    });
  return {
    read: async (options) => joinedRows(await run(statement, options)),
    readKeyed: async (options) => {
      keyed ??= compileSelect(dialect, plan, 'keyed');
      return (await run(keyed, options)).map(keyedRow);
    },
    stream: (options) =>
      streams.open(async function* (own) {
        try {
          for await (const rows of mssql.stream(statement, own)) {
            yield `${rows.map(onOneLine).join('\n')}\n`;
          }
        } catch (error) {
          throw errorFault(error, doing);
        }
      }, options),
  };
};

/** Rows of one column, their JSON, as one text. */
export const joinedRows = (rows: MssqlResult['rows']): RowsText => ({
  json: rows.map(([json]) => json).join(','),
  count: rows.length,
});

/** The rows of the last result of a batch. */
export const lastRows = (results: MssqlResults): MssqlResult['rows'] =>
  [...results].at(-1)?.rows ?? [];

/** The row's JSON first, then its keys. */
const keyedRow = ([json, ...keys]: readonly MssqlCell[]): KeyedRow => ({
  json: String(json),
  keys: keys.map((key) => (key === null ? null : String(key))),
});

/** Inside strings JSON has no raw line breaks: those there are stand in a JSON column. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
