import { sqliteErrorCode } from '@aquifer/sqlite';
import type { TableSchema } from '../../model/schema.ts';
import type { SelectPlan } from '../../query/plan.ts';
import type { Predicate } from '../../query/predicate.ts';
import type { PreparedRead, RowsText, RunOptions } from '../connector.ts';
import { compileCount } from '../sql/compile-count.ts';
import { compileSelect } from '../sql/compile-select.ts';
import type { RowShape, Statement } from '../sql/dialect.ts';
import { rebindWhere } from '../sql/rebind-where.ts';
import { errorFault } from './errors.ts';
import type { ReadJob } from './job.ts';
import type { Judge } from './lanes/judge.ts';
import type { Lanes } from './lanes/open-lanes.ts';
import { extentOf } from './lanes/reach.ts';
import { shareWaiting } from './lanes/share-waiting.ts';
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
 * cheap runs on this thread at the end of the turn, once for all who wait for it.
 */
export const prepareRead = (parts: ReadParts, plan: SelectPlan): PreparedRead => {
  const dialect = parts.facts.dialect(plan.table);
  // Compiled at once: a plan that cannot be said in SQL fails here.
  const joined = compileSelect(dialect, plan, 'joined');
  const read = createRead(parts, plan, joined);
  const rebind = rebindWhere(dialect, plan, joined);
  return {
    ...read,
    withWhere: (next) => {
      const statement = rebind(next);
      return statement && createRead(parts, next, statement);
    },
  };
};

const createRead = (parts: ReadParts, plan: SelectPlan, joined: Statement): PreparedRead => {
  const { lanes, judge, facts } = parts;
  const extent = extentOf(plan);
  const isCheap = (statement: Statement): boolean => judge.isCheapRead(statement, extent);
  const compile = (kind: 'keyed' | 'stream', shape: RowShape) =>
    once((): ReadJob => ({
      kind,
      statement: compileSelect(facts.dialect(plan.table), plan, shape),
    }));
  const keyed = compile('keyed', 'keyed');
  const rows = compile('stream', 'rows');
  const joinedFast = shareWaiting(lanes.reads, (answerBytesMax?: number) =>
    readFast(lanes, { statement: joined, answerBytesMax }),
  );
  const keyedFast = shareWaiting(lanes.reads, (answerBytesMax?: number) =>
    timed(lanes, keyed().statement, () => runJob(lanes.fast, { ...keyed(), answerBytesMax })),
  );
  return {
    read: (run) =>
      isCheap(joined) ? joinedFast(run?.answerBytesMax) : readSlow(lanes, joined, run),
    readKeyed: async (run) => {
      const result = isCheap(keyed().statement)
        ? await keyedFast(run?.answerBytesMax)
        : await lanes.slow.run(boundedBy(run, keyed()), 'Query', run);
      return result.keyed ?? [];
    },
    stream: (run) =>
      plan.limit !== undefined && isCheap(rows().statement)
        ? streamFast(lanes, rows(), run)
        : lanes.slow.stream(rows(), run),
  };
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const boundedBy = <T>(
  run: RunOptions | undefined,
  read: T,
): T & { readonly answerBytesMax?: number | undefined } => ({
  ...read,
  answerBytesMax: run?.answerBytesMax,
});

type JoinedRead = Pick<ReadJob, 'statement' | 'answerBytesMax'>;

const readFast = (lanes: Lanes, read: JoinedRead): RowsText | Promise<RowsText> => {
  const { pace, fast } = lanes;
  const { statement } = read;
  try {
    const started = pace.begin(statement.sql);
    const rows = runJoined(fast.reader, read);
    pace.end(statement.sql, started);
    return rows;
  } catch (error) {
    if (sqliteErrorCode(error) !== 'busy') throw errorFault(error, 'Query');
    return timed(lanes, statement, () => runJoined(fast.reader, read));
  }
};

const readSlow = async (
  lanes: Lanes,
  statement: Statement,
  run?: RunOptions,
): Promise<RowsText> => {
  const job = boundedBy(run, { kind: 'joined', statement } as const);
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
  const dialect = facts.dialect(table);
  const statement = compileCount(dialect, table, where);
  const job = { kind: 'count', statement } as const;
  const { count = 0 } = judge.isCheapRead(statement, { table, where })
    ? await timed(lanes, statement, () => runJob(lanes.fast, job))
    : await lanes.slow.run(job, 'Query', run);
  return count;
};

/** Runs on this thread, waiting for locks, and notes how long it took. */
const timed = async <T>(lanes: Lanes, statement: Statement, work: () => T): Promise<T> => {
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
  run: RunOptions | undefined,
): AsyncGenerator<string, void, undefined> {
  const lines = await timed(lanes, job.statement, () => linesOf(lanes, job));
  if (lines === undefined) yield* lanes.slow.stream(job, run);
  else if (lines !== '') yield lines;
};

/** Few rows may be large ones: what is more than a chunk or two is not held here. */
const fastCharsMax = 1024 * 1024;

const linesOf = ({ fast }: Lanes, job: ReadJob): string | undefined => {
  let lines = '';
  for (const row of streamRows(fast.reader, job)) {
    lines += `${row}\n`;
    if (lines.length > fastCharsMax) return undefined;
  }
  return lines;
};
