import type { Postgres } from '@aquifer/postgres';
import type { SelectPlan } from '../../query/plan.ts';
import type { KeyedRow, PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { Dialect, Statement } from '../sql/dialect.ts';
import { rebindWhere } from '../sql/rebind-where.ts';
import type { Streams } from '../streams/create-streams.ts';
import { asFaults } from './errors.ts';
import { streamChunks } from './stream.ts';

/** What reads and writes run with. */
export interface Session {
  readonly postgres: Postgres;
  readonly dialect: Dialect;
  readonly streams: Streams;
  /** Whether statements may stay prepared on a connection; not behind every pooler. */
  readonly prepare: boolean;
  /** How long a write may take. */
  readonly writeTimeoutMs?: number | undefined;
}

/**
 * A read whose SQL is written once. One row is asked for as it is; more come as one JSON text, so
 * that neither the driver nor we handle rows.
 */
export const prepareRead = (session: Session, plan: SelectPlan): PreparedRead => {
  const { dialect } = session;
  const statement = compileSelect(dialect, plan, isOneRow(plan) ? 'rows' : 'joined');
  const read = createRead(session, plan, statement);
  const rebind = rebindWhere(dialect, plan, statement);
  return {
    ...read,
    withWhere: (next) => {
      const rebound = rebind(next);
      return rebound && createRead(session, next, rebound);
    },
  };
};

const isOneRow = (plan: SelectPlan): boolean => plan.limit === 1 && plan.limitPer === undefined;

const createRead = (session: Session, plan: SelectPlan, statement: Statement): PreparedRead => {
  const { dialect } = session;
  const compiled = new Map<'rows' | 'keyed', Statement>();
  const compile = (shape: 'rows' | 'keyed'): Statement => {
    const known = compiled.get(shape) ?? compileSelect(dialect, plan, shape);
    compiled.set(shape, known);
    return known;
  };
  const doing = { action: 'Query', table: plan.table } as const;
  const run = (
    { sql, params }: Statement,
    options: RunOptions | undefined,
  ): Promise<readonly TextRow[]> =>
    asFaults({ ...doing, timeoutMs: options?.timeoutMs }, () =>
      session.postgres.readTexts(sql, params, { ...options, prepare: session.prepare }),
    );
  return {
    read: isOneRow(plan)
      ? async (options) => oneRow(await run(statement, options))
      : async (options) => joinedTexts(await run(statement, options)),
    readKeyed: async (options) => (await run(compile('keyed'), options)).map(keyedRow),
    stream: (options) =>
      session.streams.open(
        (own) => streamChunks(session.postgres, compile('rows'), { ...doing, ...own }),
        options,
      ),
  };
};

type TextRow = readonly (string | null)[];

const oneRow = ([row]: readonly TextRow[]): RowsText =>
  row === undefined ? { json: '', count: 0 } : { json: row[0] ?? '', count: 1 };

/** One row: a JSON array, null when there are no rows, and their number. */
const joinedTexts = ([row]: readonly TextRow[]): RowsText =>
  joinedRows([{ json: row?.[0] ?? null, count: row?.[1] ?? '0' }]);

/** What `json_agg` and `COUNT` give. */
export interface JoinedRow {
  /** A JSON array, null when there are no rows. */
  readonly json: string | null;
  readonly count: string;
}

/** The rows of one `json_agg` beside their number. */
export const joinedRows = ([row]: readonly JoinedRow[]): RowsText => ({
  json: row?.json?.slice(1, -1) ?? '',
  count: Number(row?.count ?? 0),
});

/** The row's JSON first, then its keys. */
const keyedRow = ([json, ...keys]: TextRow): KeyedRow => ({ json: json ?? '', keys });
