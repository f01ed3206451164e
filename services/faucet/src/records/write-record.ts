import { fault } from '../faults.ts';
import { textOfLiteral } from '../query/literal.ts';
import { parseRecordKey } from '../query/record-key.ts';
import { openRows } from './delete-records.ts';
import { deletedEnvelope } from './envelope.ts';
import { recordText, type RecordText } from './get-record.ts';
import { planUpdate } from './plan-update.ts';
import { oneRecord } from './read-body.ts';
import { keyOfRecord } from './selector.ts';
import { type WriteAnswer, writeScope, type WriteTarget } from './write-target.ts';

/**
 * `PUT` and `PATCH /_table/{table}/{key}`: changes the given columns of one record and answers with
 * it. A key in the body that differs from the path's moves the record. Throws record_not_found.
 */
export const updateRecord = async (
  target: WriteTarget,
  key: string,
  body: unknown,
): Promise<RecordText> => {
  const scope = writeScope(target);
  const record = oneRecord(body);
  const where = parseRecordKey(key, target.table, scope.columns);
  const inBody = keyOfRecord(scope, record);
  // Identity columns may refuse to be set even to what they are.
  const isSame = inBody !== undefined && textOf(inBody.where) === textOf(where);
  const plan = planUpdate(scope, record, where, isSame ? inBody.names : undefined);
  const { rows } = await target.connector.update(plan);
  const [row] = rows;
  if (row === undefined) throw fault('record_not_found', { table: target.table.name });
  return recordText(row);
};

/** `DELETE /_table/{table}/{key}`. Throws record_not_found. */
export const deleteRecord = async (target: WriteTarget, key: string): Promise<WriteAnswer> => {
  const started = performance.now();
  const scope = writeScope(target);
  const where = openRows(scope, parseRecordKey(key, target.table, scope.columns));
  const count = await target.connector.delete({ table: target.table, where });
  if (count === 0) throw fault('record_not_found', { table: target.table.name });
  return { json: deletedEnvelope(count, started), failed: 0 };
};

const textOf = ({ rows }: ReturnType<typeof parseRecordKey>): string =>
  JSON.stringify(rows.map((row) => row.map(textOfLiteral)));
