import { fault } from '../faults.ts';

/** Names every supported engine takes quoted, and nobody has to escape (contract §9, SECURITY FIX). */
const identifier = /^[A-Za-z_][A-Za-z0-9_$]{0,62}$/;

/** A name for a new table or column; `what` names it in the error. */
export function parseIdentifier(what: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') {
    throw fault('invalid_input', { reason: `${what} is required` });
  }
  if (!identifier.test(name)) {
    throw fault('invalid_input', {
      reason: `${what} "${name.slice(0, 64)}" must start with a letter or _ and have at most 63 letters, digits, _ or $`,
    });
  }
  return name;
}
