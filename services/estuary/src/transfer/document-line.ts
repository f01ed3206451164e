import { isFault } from '@aquifer/service';
import { fault } from '../faults.ts';
import { readNewItem } from '../items/item-fields.ts';
import { timeText } from '../items/time-text.ts';
import type { Document, Fields } from '../model/document.ts';
import { ITEMS } from '../model/document.ts';
import { fieldsOf } from '../writes/apply-patch.ts';
import type { Patch, Restore } from '../writes/write.ts';

/** A document as a line of an export, with its end: all there is to it, except where it stands. */
export function renderLine(document: Document): string {
  const { collection, id, version, createdAt, updatedAt, owner, fields } = document;
  const head = JSON.stringify({
    collection,
    id,
    version,
    created_at: timeText(createdAt),
    updated_at: timeText(updatedAt),
    owner,
  });
  // The text is JSON already.
  return `${head.slice(0, -1)},"data":${fields.json}}\n`;
}

/** The document of a line. Throws Fault `command_failed`, which says what is wrong with it. */
export function readLine(text: string): Restore {
  try {
    return readDocument(parseObject(text));
  } catch (error) {
    if (isFault(error)) throw error;
    // Such as a nesting that nothing can follow.
    const reason = error instanceof Error ? error.message : String(error);
    throw fault('command_failed', { reason }, { cause: error });
  }
}

function readDocument(line: Patch): Restore {
  const createdAt = readTime(line, 'created_at');
  const updatedAt = readTime(line, 'updated_at');
  if (updatedAt < createdAt) refuse('updated_at must not be before created_at');
  const collection = readName(line, 'collection', /^\$?[a-z][a-z0-9_-]{0,62}$/);
  return {
    kind: 'restore',
    collection,
    // They are rendered as they are.
    id: readName(line, 'id', /^[\w-]{1,128}$/),
    version: readVersion(line['version']),
    createdAt,
    updatedAt,
    owner: readOwner(line['owner']),
    fields: readFields(collection, line['data']),
  };
}

function parseObject(text: string): Patch {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
  return isObject(value) ? value : refuse('it must be an object');
}

function readName(line: Patch, member: string, pattern: RegExp): string {
  const value = line[member];
  if (typeof value === 'string' && pattern.test(value)) return value;
  return refuse(`${member} must be a text that matches ${pattern.source}`);
}

function readVersion(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  return refuse('version must be a whole number from 1 on');
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

function readTime(line: Patch, member: string): number {
  const value = line[member];
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN;
  return time >= 0 ? time : refuse(`${member} must be a time such as 2026-01-31T12:00:00.000Z`);
}

function readOwner(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : refuse('owner must be a text or null');
}

function readFields(collection: string, value: unknown): Fields {
  if (!isObject(value)) return refuse('data must be an object');
  if (collection !== ITEMS) return fieldsOf(value);
  try {
    return fieldsOf(readNewItem(value));
  } catch (error) {
    if (!isFault(error)) throw error;
    const { problems = [] } = error.context as { problems?: readonly { message: string }[] };
    return refuse(problems.map(({ message }) => message).join('; '));
  }
}

const isObject = (value: unknown): value is Patch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(reason: string): never {
  throw fault('command_failed', { reason });
}
