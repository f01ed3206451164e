import { writtenEnvelope } from './envelope.ts';
import { planUpdate, planUpdateOfRecord } from './plan-update.ts';
import {
  type BodyRecord,
  bodyRecords,
  checkRecords,
  isRecord,
  oneRecord,
  refuseBody,
  resourceOf,
} from './read-body.ts';
import { keyOfRecord, parseSelector, selectorMissing } from './selector.ts';
import { updateEach } from './update-each.ts';
import {
  type WriteAnswer,
  writeMode,
  type WriteParameters,
  type WriteScope,
  writeScope,
  type WriteTarget,
} from './write-target.ts';

/** An update besides its target. */
export interface UpdateRequest {
  /** As `parseExactJson` gives it. */
  readonly body: unknown;
  readonly parameters: WriteParameters;
}

/**
 * `PUT /_table/{table}`: each record by the primary key in it, or else by `filter`; only the given
 * columns change. Stops at the first failure unless `rollback` or `continue` say otherwise.
 */
export const replaceRecords = async (
  target: WriteTarget,
  { body, parameters }: UpdateRequest,
): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const records = bodyRecords(body, target.recordsMax);
  const where = parseSelector(scope, { filter: parameters.filter });
  return updateEach({
    target,
    records,
    plan: (record) => planUpdateOfRecord(scope, record, where),
    mode: writeMode(parameters, 'stop'),
    started,
  });
};

/**
 * `PATCH /_table/{table}`: one change for the rows that `filter`, `ids` or the ids of the body name;
 * or, without a selector, several records each with its key, all or none unless `continue`.
 */
export const patchRecords = async (
  target: WriteTarget,
  { body, parameters }: UpdateRequest,
): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const patch = readPatch(scope, body);
  const where = parseSelector(scope, parameters, patch.ids);
  if (where === undefined) {
    const records = patch.records;
    if (!patch.isList && keyOfRecord(scope, records[0] ?? {}) === undefined) {
      throw selectorMissing('update');
    }
    const plan = (record: BodyRecord): ReturnType<typeof planUpdate> =>
      planUpdateOfRecord(scope, record);
    return updateEach({ target, records, plan, mode: writeMode(parameters, 'rollback'), started });
  }
  if (Array.isArray(body)) {
    throw refuseBody('a list of records has its keys in it; filter and ids are for one object');
  }
  const [record = {}] = patch.records;
  const { rows, affected } = await target.connector.update(planUpdate(scope, record, where));
  return { json: writtenEnvelope(rows, affected, started), failed: 0 };
};

interface Patch {
  readonly records: readonly BodyRecord[];
  readonly isList: boolean;
  readonly ids: unknown;
}

/** An object of columns, perhaps with `ids` beside them; a list; or `{"resource":[...],"ids":[...]}`. */
const readPatch = (scope: WriteScope, body: unknown): Patch => {
  const { recordsMax } = scope.target;
  if (Array.isArray(body)) {
    return { records: checkRecords(body, recordsMax), isList: true, ids: undefined };
  }
  const resource = resourceOf(body);
  if (resource !== undefined && isRecord(body)) {
    return { records: checkRecords(resource, recordsMax), isList: true, ids: body['ids'] };
  }
  const record = oneRecord(body);
  if (record['ids'] === undefined || scope.columns.find('ids') !== undefined) {
    return { records: [record], isList: false, ids: undefined };
  }
  const { ids, ...columns } = record;
  return { records: [columns], isList: false, ids };
};
