import { fault } from '../faults.ts';
import { textOfLiteral } from '../query/literal.ts';
import { parseRecordKey } from '../query/record-key.ts';
import { openRows } from './delete-records.ts';
import { deletedEnvelope } from './envelope.ts';
import { recordText, type RecordText } from './get-record.ts';
import { type IfMatch, missing, writeMatching } from './if-match.ts';
import { planUpdate } from './plan-update.ts';
import { oneRecord } from './read-body.ts';
import { keyOfRecord } from './selector.ts';
import { type WriteAnswer, writeScope, type WriteTarget } from './write-target.ts';

/**
 * `PUT` and `PATCH /_table/{table}/{key}`: changes the given columns of one record and answers with
 * it. A key in the body that differs from the path's moves the record. Throws
 * record_not_found, precondition_failed.
 */
export const updateRecord = async (
  target: WriteTarget,
  key: string,
  body: unknown,
  condition?: IfMatch,
): Promise<RecordText> => {
  const scope = writeScope(target);
  const record = oneRecord(body);
  const where = parseRecordKey(key, target.table, scope.columns);
  const inBody = keyOfRecord(scope, record);
  // Identity columns may refuse to be set even to what they are.
  const isSame = inBody !== undefined && textOf(inBody.where) === textOf(where);
  const plan = planUpdate(scope, record, where, isSame ? inBody.names : undefined);
  const { rows } = await writeMatching(target, key, condition, (session) => session.update(plan));
  const [row] = rows;
  if (row === undefined) throw notFound(target, condition);
  return recordText(row);
};

/** `DELETE /_table/{table}/{key}`. Throws record_not_found, precondition_failed. */
export const deleteRecord = async (
  target: WriteTarget,
  key: string,
  condition?: IfMatch,
): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const where = openRows(scope, parseRecordKey(key, target.table, scope.columns));
  const plan = { table: target.table, where };
  const count = await writeMatching(target, key, condition, (session) => session.delete(plan));
  if (count === 0) throw notFound(target, condition);
  return { json: deletedEnvelope(count, started), failed: 0 };
};

const notFound = ({ table }: WriteTarget, condition: IfMatch | undefined): Error =>
  condition === undefined ? fault('record_not_found', { table: table.name }) : missing();

const textOf = ({ rows }: ReturnType<typeof parseRecordKey>): string =>
  JSON.stringify(rows.map((row) => row.map(textOfLiteral)));
