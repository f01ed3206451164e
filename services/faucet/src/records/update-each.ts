import type { WriteSession } from '../connectors/connector.ts';
import type { UpdatePlan } from '../query/plan.ts';
import { eachAlone } from './each-alone.ts';
import { mixedEnvelope, writtenEnvelope } from './envelope.ts';
import type { BodyRecord } from './read-body.ts';
import type { WriteAnswer, WriteMode, WriteTarget } from './write-target.ts';

/** A batch of updates, one per record. */
export interface UpdateBatch {
  readonly target: WriteTarget;
  readonly records: readonly BodyRecord[];
  readonly plan: (record: BodyRecord) => UpdatePlan;
  readonly mode: WriteMode;
  /** Of `performance.now()`. */
  readonly started: number;
}

/** One entry per record: the row it left, or `{}` where no row had the key (contract §8.5). */
export const updateEach = async (batch: UpdateBatch): Promise<WriteAnswer> => {
  const { target, records, plan, mode, started } = batch;
  const { connector } = target;
  if (mode === 'continue') {
    const { entries, failed } = await eachAlone(records, (record) =>
      updateOne(connector, plan(record)),
    );
    return { json: mixedEnvelope(entries, failed, started), failed: failed.length };
  }
  // All are planned before the first is written: a mistake in the request writes nothing.
  const plans = records.map(plan);
  const isAtomic = mode === 'rollback' && plans.length > 1;
  const rows = isAtomic
    ? await connector.transaction((session) => updateAll(session, plans))
    : await updateAll(connector, plans);
  return { json: writtenEnvelope(rows, rows.length, started), failed: 0 };
};

const updateAll = async (
  session: Pick<WriteSession, 'update'>,
  plans: readonly UpdatePlan[],
): Promise<readonly string[]> => {
  const rows: string[] = [];
  for (const plan of plans) rows.push((await updateOne(session, plan)) ?? '{}');
  return rows;
};

const updateOne = async (
  session: Pick<WriteSession, 'update'>,
  plan: UpdatePlan,
): Promise<string | undefined> => (await session.update(plan)).rows[0];
