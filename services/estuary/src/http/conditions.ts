import type { FastifyRequest } from 'fastify';
import { fault } from '../faults.ts';
import type { Condition } from '../writes/write.ts';

/** The strong validator of a version (RFC 9110 §8.8.3; contract B3). */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Versions that `If-Match` names. Tags that are not ours match nothing, and weak ones neither, since
 * the comparison is strong (RFC 9110 §13.1.1). Throws `precondition_required` where one must be there.
 */
export function readIfMatch(
  { headers }: FastifyRequest,
  isRequired: boolean,
): Condition['ifMatch'] | undefined {
  const header = headers['if-match'];
  if (header === undefined) {
    if (isRequired) throw fault('precondition_required');
    return undefined;
  }
  return header.trim() === '*' ? 'any' : versionsIn(header);
}

/** Whether `If-None-Match` names this version: the client has it already (RFC 9110 §13.1.2). */
export function isKnown({ headers }: FastifyRequest, version: number): boolean {
  const header = headers['if-none-match'];
  if (header === undefined) return false;
  return header.trim() === '*' || versionsIn(header.replaceAll('W/"', '"')).includes(version);
}

function versionsIn(header: string): number[] {
  return header
    .split(',')
    .map((tag) => /^"(\d{1,15})"$/.exec(tag.trim())?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number);
}
