import type { Permission } from '../access/permission.ts';
import type { TransactionSession, WriteSession } from '../connectors/connector.ts';
import { fault } from '../faults.ts';
import { planReadOne } from '../query/plan-read.ts';
import { recordText } from './get-record.ts';
import type { WriteTarget } from './write-target.ts';

/** What `If-Match` asks of a record before it is written (RFC 9110 §13.1.1). */
export interface IfMatch {
  /** Entity tags with their quotes, one of which the record must have; `any`: it must be there. */
  readonly tags: 'any' | ReadonlySet<string>;
  /** What the caller may GET: the record whose tag they know. Undefined: nothing. */
  readonly readPermission: Permission | undefined;
}

/** The tags of a header. A weak one (`W/`) equals none: it does not promise that the text is the same. */
export const parseIfMatch = (header: string): IfMatch['tags'] => {
  if (header.trim() === '*') return 'any';
  const tags = header.matchAll(/(W\/)?("[^"]*")/g);
  return new Set([...tags].flatMap(([, weak, tag]) => (weak || tag === undefined ? [] : [tag])));
};

/**
 * Runs `write` for the record of `key` if it is what `condition` asks for. Tags are compared and the
 * record is written in one transaction with the row locked, so that of several callers who know the
 * same tag one wins. Throws precondition_failed, and what `write` throws.
 */
export const writeMatching = <T>(
  target: WriteTarget,
  key: string,
  condition: IfMatch | undefined,
  write: (session: WriteSession) => Promise<T>,
): Promise<T> => {
  // That the record is there shows when it is written.
  if (condition === undefined || condition.tags === 'any') return write(target.connector);
  const { tags } = condition;
  return target.connector.transaction(async (session) => {
    const current = await currentTags(session, target, key, condition.readPermission);
    if (current.length === 0) throw missing();
    if (!current.some((tag) => tags.has(tag))) {
      throw fault('precondition_failed', { reason: 'it has changed since it was read' });
    }
    return write(session);
  });
};

/** The refusal of a write whose record is not there: `If-Match` says that it must be. */
export const missing = (): Error =>
  fault('precondition_failed', { reason: 'there is no such record' });

/**
 * The tags the caller may know the record by: that of reading it, and that of the answer to writing
 * it, which shows other columns where the role permits to change what it does not show.
 */
const currentTags = async (
  session: TransactionSession,
  { table, permission }: WriteTarget,
  key: string,
  readPermission: Permission | undefined,
): Promise<readonly string[]> => {
  const tags: string[] = [];
  for (const one of new Set([readPermission, permission])) {
    if (one === undefined) continue;
    const { select } = planReadOne({ table, permission: one, related: undefined }, key, {});
    const { json, count } = await session.readLocked(select);
    if (count > 0) tags.push(recordText(json).etag);
  }
  return tags;
};
