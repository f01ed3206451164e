import { sqliteErrorCode } from '@aquifer/sqlite';
import type { TableSchema } from '../../model/schema.ts';
import type { SelectPlan } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import type { PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { RowShape, Statement } from '../sql/dialect.ts';
import { rebindKey } from '../sql/rebind-key.ts';
import { sqliteDialect } from './dialect.ts';
import { errorFault } from './errors.ts';
import type { ReadJob } from './job.ts';
import type { Judge } from './lanes/judge.ts';
import type { Lanes } from './lanes/open-lanes.ts';
import { extentOf } from './lanes/reach.ts';
import { runJob, runJoined, streamRows } from './run-job.ts';
import type { TableFacts } from './table-facts.ts';

/** What reads need of the connector. */
export interface ReadParts {
  readonly lanes: Lanes;
  readonly facts: TableFacts;
  readonly judge: Judge;
}

/**
 * A read whose SQL is compiled once. Each run chooses its lane anew, because tables grow; what is
 * cheap is answered at once, without a promise.
 */
export const prepareRead = (parts: ReadParts, plan: SelectPlan): PreparedRead => {
  // Compiled at once: a plan that cannot be said in SQL fails here.
  const joined = compileJob(parts, plan, 'joined');
  const read = createRead(parts, plan, joined);
  if (plan.limit !== 1) return read;
  const dialect = sqliteDialect({ ...parts.facts.dialectOptions(plan.table), safe: false });
  const rebind = rebindKey(dialect, plan, joined.statement);
  return {
    ...read,
    withKey: (next) => {
      const statement = rebind(next);
      if (statement === undefined || joined.safe === undefined) return undefined;
      const safe = { sql: joined.safe.sql, params: statement.params };
      return createRead(parts, next, { kind: joined.kind, statement, safe });
    },
  };
};

const createRead = (parts: ReadParts, plan: SelectPlan, joined: ReadJob): PreparedRead => {
  const { lanes, judge } = parts;
  const extent = extentOf(plan);
  const isCheap = (job: ReadJob): boolean => judge.isCheapRead(job.statement, extent);
  let keyed: ReadJob | undefined;
  let rows: ReadJob | undefined;
  return {
    read: (run) => (isCheap(joined) ? readFast(lanes, joined) : readSlow(lanes, joined, run)),
    readKeyed: async (run) => {
      keyed ??= compileJob(parts, plan, 'keyed');
      const job = keyed;
      const result = isCheap(job)
        ? await timed(lanes, job, () => runJob(lanes.fast, job))
        : await lanes.slow.run(job, 'Query', run);
      return result.keyed ?? [];
    },
    stream: (run) => {
      rows ??= compileJob(parts, plan, 'rows');
      return plan.limit !== undefined && isCheap(rows)
        ? streamFast(lanes, rows)
        : lanes.slow.stream(rows, run);
    },
  };
};

const kinds = { joined: 'joined', keyed: 'keyed', rows: 'stream' } as const;

const compileJob = ({ facts }: ReadParts, plan: SelectPlan, shape: RowShape): ReadJob => {
  const options = facts.dialectOptions(plan.table);
  const compile = (safe: boolean) =>
    compileSelect(sqliteDialect({ ...options, safe }), plan, shape);
  // Lines already sent cannot be taken back, so a stream expects everything from the start.
  if (shape === 'rows') return { kind: kinds[shape], statement: compile(true) };
  return { kind: kinds[shape], statement: compile(false), safe: compile(true) };
};

const readFast = (lanes: Lanes, job: ReadJob): RowsText | Promise<RowsText> => {
  const started = lanes.pace.begin(job.statement.sql);
  try {
    const rows = runJoined(lanes.fast.reader, job);
    lanes.pace.end(job.statement.sql, started);
    return rows;
  } catch (error) {
    if (sqliteErrorCode(error) === 'busy') {
      return timed(lanes, job, () => runJoined(lanes.fast.reader, job));
    }
    throw errorFault(error, 'Query');
  }
};

const readSlow = async (lanes: Lanes, job: ReadJob, run?: RunOptions): Promise<RowsText> => {
  const { json = '', count = 0 } = await lanes.slow.run(job, 'Query', run);
  return { json, count };
};

/** How many rows satisfy `where`. */
export const countRows = async (
  { lanes, facts, judge }: ReadParts,
  table: TableSchema,
  where: Predicate | undefined,
  run?: RunOptions,
): Promise<number> => {
  const dialect = facts.dialect(table, false);
  const statement = compileCount(dialect, table, where);
  const job = { kind: 'count', statement } as const;
  const { count = 0 } = judge.isCheapRead(statement, { table, where })
    ? await timed(lanes, job, () => runJob(lanes.fast, job))
    : await lanes.slow.run(job, 'Query', run);
  return count;
};

/** Runs on this thread, waiting for locks, and notes how long it took. */
const timed = async <T>(
  lanes: Lanes,
  { statement }: { readonly statement: Statement },
  work: () => T,
): Promise<T> => {
  try {
    return await lanes.patiently(() => {
      const started = lanes.pace.begin(statement.sql);
      const result = work();
      lanes.pace.end(statement.sql, started);
      return result;
    });
  } catch (error) {
    throw errorFault(error, 'Query');
  }
};

const streamFast = async function* (
  lanes: Lanes,
  job: ReadJob,
): AsyncGenerator<string, void, undefined> {
  const result = await timed(lanes, job, () => ({
    rows: [...streamRows(lanes.fast.reader, job)],
  }));
  if (result.rows.length > 0) yield `${result.rows.join('\n')}\n`;
};
