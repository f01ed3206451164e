import { Fault } from '@aquifer/service';

/**
 * Every error Estuary can answer with: status, code on the wire, and the sentence a caller reads
 * (contract §6). Nothing else in this service invents errors.
 *
 * `{name}` in a sentence is filled from the values given to `fault`.
 */
export const catalogue = {
  // Requests that do not make sense.
  bad_request: [400, 'BAD_REQUEST', '{reason}'],
  malformed_json: [400, 'BAD_REQUEST', 'Malformed JSON'],
  not_an_object: [400, 'BAD_REQUEST', 'JSON body must be an object'],
  content_type_missing: [400, 'BAD_REQUEST', 'Content-Type must be application/json'],
  body_too_large: [413, 'PAYLOAD_TOO_LARGE', 'Request body is larger than {limit} bytes'],
  request_timeout: [408, 'REQUEST_TIMEOUT', 'The request did not arrive in time'],
  headers_too_large: [431, 'BAD_REQUEST', 'The request headers are too large'],

  // Where and how.
  not_found: [404, 'NOT_FOUND', 'Resource not found'],
  item_not_found: [404, 'NOT_FOUND', 'Item not found'],
  collection_not_found: [404, 'NOT_FOUND', 'Collection not found'],
  version_not_supported: [
    404,
    'NOT_FOUND',
    'API version {version} is not supported; supported: {supported}',
  ],
  version_gone: [410, 'GONE', 'API version {version} was removed; see {migration}'],
  method_not_allowed: [405, 'METHOD_NOT_ALLOWED', 'Only {allow} is allowed'],

  // Who.
  auth_missing: [401, 'UNAUTHORIZED', 'Authentication required'],
  auth_malformed: [401, 'UNAUTHORIZED', 'Invalid authorization header format'],
  token_invalid: [401, 'UNAUTHORIZED', 'Invalid authentication token'],
  token_expired: [401, 'UNAUTHORIZED', 'Token has expired'],
  auth_unavailable: [503, 'SERVICE_UNAVAILABLE', 'Authentication service unavailable'],
  scope_missing: [403, 'FORBIDDEN', 'The token lacks the scope {scope}'],
  subject_missing: [403, 'FORBIDDEN', 'Items belong to subjects, and no token names one'],
  metrics_refused: [401, 'UNAUTHORIZED', 'Authentication required'],
  rate_limited: [429, 'RATE_LIMIT_EXCEEDED', 'Too many requests'],
  too_many_feeds: [503, 'SERVICE_UNAVAILABLE', '{limit} change feeds are open, as many as may be'],

  // Fields and conditions.
  validation_failed: [422, 'VALIDATION_ERROR', 'Validation failed'],
  precondition_failed: [
    412,
    'PRECONDITION_FAILED',
    'The item has been changed; its version is {version}',
  ],
  item_exists: [412, 'PRECONDITION_FAILED', 'The item exists already; its version is {version}'],
  /** By an item of somebody else, of which nothing else may be told. */
  id_taken: [412, 'PRECONDITION_FAILED', 'The id is taken'],
  collection_changed: [
    412,
    'PRECONDITION_FAILED',
    'The collection has been changed; its version is {version}',
  ],
  collection_exists: [
    412,
    'PRECONDITION_FAILED',
    'The collection exists already; its version is {version}',
  ],
  precondition_required: [428, 'PRECONDITION_REQUIRED', 'If-Match is required'],
  key_reused: [
    422,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used with another request body',
  ],
  key_in_progress: [
    409,
    'IDEMPOTENCY_IN_PROGRESS',
    'The first request with this Idempotency-Key is still running',
  ],
  schema_conflict: [
    409,
    'CONFLICT',
    'Items of the collection do not fit the schema; force=true changes it all the same',
  ],
  collection_not_empty: [
    409,
    'CONFLICT',
    'The collection has items ({count}); force=true deletes them with it',
  ],
  collection_too_full: [
    409,
    'CONFLICT',
    'The collection has items ({count}), more than force=true deletes at once ({limit})',
  ],
  collection_of_others: [409, 'CONFLICT', 'The collection has items of somebody else'],
  too_many_collections: [409, 'CONFLICT', 'There are {limit} collections, as many as may be'],
  contended: [503, 'SERVICE_UNAVAILABLE', 'Others keep changing the same; try again'],

  // The database.
  store_unavailable: [503, 'SERVICE_UNAVAILABLE', 'Database connection error'],
  outcome_unknown: [
    503,
    'SERVICE_UNAVAILABLE',
    'Database connection error; the change may have been stored. Send it again with the same Idempotency-Key',
  ],
  store_failed: [500, 'DATABASE_ERROR', 'Database query error'],
  /** Of a Convex deployment without the functions of deploy/estuary/convex. */
  not_supported: [501, 'NOT_SUPPORTED', 'The database does not support {feature}'],
  store_locked: [500, 'LOCK_ERROR', 'Database lock error'],
  internal: [500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],

  // Commands and starting; an operator reads these.
  command_failed: [500, 'INTERNAL_SERVER_ERROR', '{reason}'],
  store_unreadable: [500, 'DATABASE_ERROR', 'The database cannot be opened: {reason}'],
  store_unreachable: [503, 'SERVICE_UNAVAILABLE', 'PostgreSQL at {address} does not answer'],
  store_newer: [500, 'DATABASE_ERROR', 'The database was written by a newer release of Estuary'],
  store_in_use: [
    500,
    'DATABASE_ERROR',
    'The database {path} is in use by another Estuary; several share a PostgreSQL',
  ],
} as const;

export type FaultCode = keyof typeof catalogue;

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly code: string;
}

export interface FaultExtra {
  /** Told in `details.validation_errors`. */
  readonly problems?: readonly FieldProblem[];
  /** Told in `details.index`: which of several operations could not be done. */
  readonly index?: number;
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The Fault of a catalogue entry, its sentence filled from `values`. */
export function fault(
  code: FaultCode,
  values: Readonly<Record<string, string | number>> = {},
  { problems, index, headers, cause }: FaultExtra = {},
): Fault {
  const [status, , sentence] = catalogue[code];
  const message = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
  return new Fault({ code, status, message, context: { problems, index, headers }, cause });
}

export const badRequest = (reason: string): Fault => fault('bad_request', { reason });
