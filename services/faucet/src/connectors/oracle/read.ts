import type { SelectPlan } from '../../query/plan.ts';
import type { KeyedRow, PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { checkAnswerSize } from '../sql/answer-size.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Dialect, Field, Statement } from '../sql/dialect.ts';
import { columnField, projectedField } from '../sql/operands.ts';
import type { Streams } from '../streams/create-streams.ts';
import { isBinaryField } from './dialect.ts';
import { asFaults, errorFault } from './errors.ts';
import type { OracleCell, OracleRows } from './oracle-statement.ts';
import type { Oracle } from './oracle.ts';

/** What reads and writes run with. */
export interface Session {
  readonly oracle: Oracle;
  readonly dialect: Dialect;
  readonly streams: Streams;
}

/** A read whose SQL is written once. Each row comes as its JSON, with binary columns beside it. */
export const prepareRead = (
  { oracle, dialect, streams }: Session,
  plan: SelectPlan,
): PreparedRead => {
  const statement = compileSelect(dialect, plan, 'rows');
  let keyed: Statement | undefined;
  const binary = projectedBinary(dialect, plan);
  const doing = { action: 'Query', table: plan.table } as const;
  const run = (of: Statement, options: RunOptions | undefined): Promise<OracleRows['rows']> =>
    asFaults({ ...doing, timeoutMs: options?.timeoutMs }, async () => {
      const { rows } = await oracle.run(of, options);
      checkAnswerSize(rows, options?.answerBytesMax);
      return rows;
    });
  return {
    read: async (options) => joinedRows(await run(statement, options), binary),
    readKeyed: async (options) => {
      keyed ??= compileSelect(dialect, plan, 'keyed');
      return (await run(keyed, options)).map((row) => keyedRow(row, binary));
    },
    stream: (options) =>
      streams.open(async function* (own) {
        try {
          for await (const rows of oracle.stream(statement, own)) {
            yield `${rows.map((row) => onOneLine(rowText(row, binary))).join('\n')}\n`;
          }
        } catch (error) {
          throw errorFault(error, doing);
        }
      }, options),
  };
};

/** The binary fields of a read. */
export const projectedBinary = (dialect: Dialect, { projections }: SelectPlan): readonly string[] =>
  binaryNames(projections.map((one) => projectedField(dialect, one, '')));

/** Rows as one text. */
export const joinedRows = (rows: OracleRows['rows'], binary: readonly string[]): RowsText => ({
  json: rows.map((row) => rowText(row, binary)).join(','),
  count: rows.length,
});

/** The names of the fields that come as bytes beside a row's JSON. */
export const binaryNames = (fields: readonly Field[]): readonly string[] =>
  fields.filter(isBinaryField).map(({ name }) => name);

/** The binary fields of the columns a write answers with. */
export const binaryColumns = (
  dialect: Dialect,
  columns: readonly Parameters<typeof columnField>[1][],
): readonly string[] => binaryNames(columns.map((column) => columnField(dialect, column, '')));

/** The row's JSON with its binary fields put in as base64. */
export const rowText = (
  [json, ...rest]: readonly OracleCell[],
  binary: readonly string[],
): string => {
  const text = String(json);
  if (binary.length === 0) return text;
  const members = binary.map((name, index) => {
    const bytes = rest[index];
    const value = bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : null;
    return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  });
  const before = text === '{}' ? '{' : `${text.slice(0, -1)},`;
  return `${before}${members.join(',')}}`;
};

const keyedRow = (row: readonly OracleCell[], binary: readonly string[]): KeyedRow => ({
  json: rowText(row, binary),
  keys: row.slice(1 + binary.length).map((key) => (key === null ? null : String(key))),
});

/** Inside strings JSON has no raw line breaks: those there are stand in a JSON column. */
const onOneLine = (json: string): string =>
  json.includes('\n') || json.includes('\r') ? json.replace(/[\r\n]+/g, ' ') : json;
