import { createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest } from '../faults.ts';
import type { Place } from '../store/document-store.ts';

/** Half of SHA-256: nobody guesses 128 bits. */
const SEAL_BYTES = 16;

/** Makes cursors, and reads those it made: a client cannot move one into another list (contract B5). */
export interface Cursors {
  /** `list` names what is listed and how it is sorted. */
  seal(list: string, place: Place): string;
  /** Throws `bad_request` for what was not made by `seal` for this list. */
  open(list: string, cursor: string): Place;
}

/** `key` is secret, and the same for all instances that share a database. */
export function createCursors(key: Uint8Array): Cursors {
  const sealOf = (list: string, payload: string): Buffer =>
    createHmac('sha256', key).update(`${list}\n${payload}`).digest().subarray(0, SEAL_BYTES);
  return {
    seal(list, { value, createdSeq }) {
      const payload = JSON.stringify([value, createdSeq]);
      return Buffer.concat([sealOf(list, payload), Buffer.from(payload)]).toString('base64url');
    },
    open(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const payload = bytes.subarray(SEAL_BYTES).toString();
      const seal = bytes.subarray(0, SEAL_BYTES);
      if (seal.length < SEAL_BYTES || !timingSafeEqual(seal, sealOf(list, payload))) {
        throw badRequest('cursor is not one of this list');
      }
      const [value, createdSeq] = JSON.parse(payload) as [Place['value'], number];
      return { value, createdSeq };
    },
  };
}
