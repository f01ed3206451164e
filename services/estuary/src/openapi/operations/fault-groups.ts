import type { FaultCode } from '../../faults.ts';

/** How the database fails. */
export const readFaults: readonly FaultCode[] = [
  'store_unavailable',
  'store_failed',
  'store_locked',
  'not_supported',
];
/** What is wrong with a body. */
export const bodyFaults: readonly FaultCode[] = [
  'malformed_json',
  'not_an_object',
  'content_type_missing',
  'body_too_large',
  'validation_failed',
];
/** How writes fail, with what their Idempotency-Key brings. */
export const writeFaults: readonly FaultCode[] = [
  'bad_request',
  'key_in_progress',
  'key_reused',
  'outcome_unknown',
  ...readFaults,
];
/** How writes to something that must be there fail. */
export const conditionFaults: readonly FaultCode[] = [
  'item_not_found',
  'precondition_failed',
  'precondition_required',
];
