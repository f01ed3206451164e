import { randomUUID } from 'node:crypto';
import { isFault } from '@aquifer/service';
import { badRequest, fault } from '../faults.ts';
import type { FaultExtra } from '../faults.ts';
import type { Condition, Patch, Write } from '../writes/write.ts';
import type { ItemKind } from './item-kind.ts';

export const OPERATIONS_MAX = 100;

/** The writes of a batch: `{ "operations": [{ "op", "id"?, "if_match"?, "item"? }] }` (contract B7). */
export function readOperations(
  { operations }: Patch,
  kind: ItemKind,
  owner: string | undefined,
): readonly Write[] {
  if (!Array.isArray(operations) || operations.length < 1 || operations.length > OPERATIONS_MAX) {
    throw badRequest(`operations must be a list of 1 to ${OPERATIONS_MAX}`);
  }
  return operations.map((operation: unknown, index) => readAt(index, operation, kind, owner));
}

/** Says which operation it is about. */
function readAt(
  index: number,
  operation: unknown,
  kind: ItemKind,
  owner: string | undefined,
): Write {
  const name = `operations[${index}]`;
  if (!isObject(operation)) throw badRequest(`${name} must be an object`);
  try {
    return readOperation(name, operation, kind, owner);
  } catch (error) {
    if (!isFault(error) || error.code !== 'validation_failed') throw error;
    const { problems = [] } = (error.context ?? {}) as FaultExtra;
    const named = problems.map((one) => ({ ...one, field: fieldWithin(index, one.field) }));
    throw fault('validation_failed', {}, { problems: named, index });
  }
}

/** A JSON pointer stays one. */
const fieldWithin = (index: number, field: string): string =>
  field.startsWith('/')
    ? `/operations/${index}/item${field}`
    : `operations[${index}].item.${field}`;

function readOperation(
  name: string,
  operation: Patch,
  { collection, readNew, readUpdate }: ItemKind,
  owner: string | undefined,
): Write {
  const { op, item = {} } = operation;
  if (!isObject(item)) throw badRequest(`${name}.item must be an object`);
  if (op === 'create') {
    const fields = readNew(item);
    return { kind: 'create', collection, id: randomUUID(), fields, owner: owner ?? null };
  }
  if (op !== 'update' && op !== 'delete') {
    throw badRequest(`${name}.op must be create, update or delete`);
  }
  const { id } = operation;
  if (typeof id !== 'string') throw badRequest(`${name}.id must be a string`);
  const own = owner === undefined ? {} : { owner };
  const condition = { ...readCondition(name, operation['if_match']), ...own };
  if (op === 'delete') return { kind: 'delete', collection, id, condition };
  return { kind: 'update', collection, id, condition, ...readUpdate(item) };
}

/** A version as in an ETag, with its quotes or without. */
function readCondition(name: string, given: unknown): Condition {
  if (given === undefined || given === null) return {};
  const isText = typeof given === 'string' || typeof given === 'number';
  const version = isText ? /^"?(\d{1,15})"?$/.exec(String(given))?.[1] : undefined;
  if (version === undefined) throw badRequest(`${name}.if_match must be the ETag of a version`);
  return { ifMatch: [Number(version)] };
}

const isObject = (value: unknown): value is Patch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
