import type { Permission } from '../access/permission.ts';
import { eachAlone } from './each-alone.ts';
import { mixedEnvelope, writtenEnvelope } from './envelope.ts';
import { parseConflict, planInsert } from './plan-insert.ts';
import { type BodyRecord, bodyRecords } from './read-body.ts';
import {
  type WriteAnswer,
  writeMode,
  type WriteParameters,
  writeScope,
  type WriteTarget,
} from './write-target.ts';

/** An insert besides its target. */
export interface InsertRequest {
  /** As `parseExactJson` gives it. */
  readonly body: unknown;
  readonly parameters: WriteParameters;
  /** What the caller may PATCH in this table; asked for upserts that update. Throws role_refuses. */
  readonly updatePermission: () => Permission;
}

/**
 * `POST /_table/{table}`: all records or none, in one statement; with `continue` each alone. With
 * `on_conflict` a record that is there already is updated, or left alone and not answered.
 */
export const insertRecords = (target: WriteTarget, request: InsertRequest): Promise<WriteAnswer> =>
  insertList(target, bodyRecords(request.body, target.recordsMax), request);

/** The same for records that were read from another format. */
export const insertList = async (
  target: WriteTarget,
  records: readonly BodyRecord[],
  { parameters, updatePermission }: Omit<InsertRequest, 'body'>,
): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const conflict = parseConflict(scope, parameters, updatePermission);
  const { connector } = target;
  if (writeMode(parameters, 'rollback') === 'continue') {
    const { entries, failed } = await eachAlone(records, async (record) => {
      const { rows } = await connector.insert(planInsert(scope, [record], conflict));
      return rows[0];
    });
    return { json: mixedEnvelope(entries, failed, started), failed: failed.length };
  }
  const { rows } = await connector.insert(planInsert(scope, records, conflict));
  return { json: writtenEnvelope(rows, rows.length, started), failed: 0 };
};
