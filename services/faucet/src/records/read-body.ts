import { isLosslessNumber } from 'lossless-json';
import { fault } from '../faults.ts';

/** A record as a caller sends it: values as `parseExactJson` gives them. */
export type BodyRecord = Readonly<Record<string, unknown>>;

/** A JSON object that is no number with many digits. */
export const isRecord = (value: unknown): value is BodyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);

const shapeWanted = 'expected JSON object, array, or {"resource": [...]}';

/** The refusal of a body of another shape. */
export const refuseBody = (reason: string): Error => fault('invalid_body', { reason });

/**
 * The records of a body: an object, an array of objects, or `{"resource": [...]}` (contract §8.4).
 * Throws invalid_body for anything else, for no records and for records without values.
 */
export const bodyRecords = (body: unknown, recordsMax: number): readonly BodyRecord[] => {
  const list = Array.isArray(body) ? body : resourceOf(body);
  return list === undefined ? [oneRecord(body)] : checkRecords(list, recordsMax);
};

/** The entries of `{"resource": [...]}`; undefined when the body is something else. */
export const resourceOf = (body: unknown): readonly unknown[] | undefined =>
  isRecord(body) && Array.isArray(body['resource']) ? body['resource'] : undefined;

/** Entries of a list as records. Throws invalid_body. */
export const checkRecords = (
  list: readonly unknown[],
  recordsMax: number,
): readonly BodyRecord[] => {
  if (list.length === 0) throw refuseBody(shapeWanted);
  if (list.length > recordsMax) {
    throw refuseBody(`${list.length} records, more than the ${recordsMax} of one request`);
  }
  return list.map((entry, index) => {
    if (!isRecord(entry)) throw refuseBody(`record ${index} is not a JSON object`);
    if (isEmpty(entry)) throw refuseBody(`record ${index} has no values`);
    return entry;
  });
};

/** A body that is one object with at least one value. */
export const oneRecord = (body: unknown): BodyRecord => {
  if (!isRecord(body) || isEmpty(body)) throw refuseBody(shapeWanted);
  return body;
};

const isEmpty = (record: BodyRecord): boolean => {
  for (const _ in record) return false;
  return true;
};
