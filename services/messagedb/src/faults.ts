import { Fault } from '@aquifer/service';

/**
 * Every error MessageDB can answer with: status, code on the wire, and the sentence a caller
 * reads. Nothing else in this service invents errors.
 *
 * `{name}` in a sentence is filled from the values given to `fault`.
 */
export const catalogue = {
  // Who is calling, and what they may do (contract §3).
  auth_required: [401, 'AUTH_REQUIRED', 'Authorization header required'],
  auth_malformed: [401, 'AUTH_REQUIRED', 'Authorization header must be "Bearer <token>"'],
  token_invalid: [401, 'AUTH_INVALID_TOKEN', 'Invalid token format'],
  token_refused: [403, 'AUTH_UNAUTHORIZED', 'This token does not open namespace "{namespace}"'],
  not_permitted: [403, 'AUTH_UNAUTHORIZED', 'Only the token of the default namespace may {action}'],

  metrics_refused: [403, 'AUTH_UNAUTHORIZED', 'This token does not open the metrics'],

  // Requests that do not make sense (contract §4).
  invalid_json: [400, 'INVALID_REQUEST', 'Request body must be valid JSON'],
  invalid_request: [400, 'INVALID_REQUEST', '{reason}'],
  post_only: [405, 'INVALID_REQUEST', 'Only POST is allowed'],
  method_not_allowed: [405, 'INVALID_REQUEST', 'Only {allow} is allowed'],
  method_not_found: [404, 'METHOD_NOT_FOUND', 'Unknown method: {method}'],
  path_not_found: [404, 'NOT_FOUND', 'Endpoint not found'],
  payload_too_large: [413, 'PAYLOAD_TOO_LARGE', 'Request body is larger than {limit} bytes'],

  // Subscribing (contract §9); told as plain text.
  invalid_subscription: [400, 'INVALID_REQUEST', '{reason}'],
  too_many_subscriptions: [
    429,
    'TOO_MANY_SUBSCRIPTIONS',
    'The namespace has {limit} open subscriptions on this instance, as many as it may',
  ],

  // Namespaces (contract §11).
  namespace_not_found: [404, 'NAMESPACE_NOT_FOUND', "Namespace '{namespace}' not found"],
  namespace_exists: [409, 'NAMESPACE_EXISTS', "Namespace '{namespace}' already exists"],
  namespace_busy: [
    503,
    'BACKEND_ERROR',
    "Namespace '{namespace}' is in use by others for too long; nothing was deleted. Try again",
  ],
  namespace_gone: [404, 'NAMESPACE_NOT_FOUND', "Namespace '{namespace}' was deleted"],

  // Writing (contract §6).
  version_conflict: [
    409,
    'STREAM_VERSION_CONFLICT',
    'Expected version {expected}, stream is at version {actual}',
  ],
  message_id_exists: [
    409,
    'MESSAGE_ID_EXISTS',
    'Message id {id} is already used by another message of this namespace',
  ],
  overloaded: [503, 'BACKEND_ERROR', 'Too many writes are waiting; try again'],

  // Import (contract §12). The sentences are told in events.
  import_invalid_json: [400, 'INVALID_JSON', 'The line is not valid JSON'],
  import_invalid_record: [400, 'INVALID_RECORD', '{reason}'],
  import_read_error: [400, 'READ_ERROR', '{reason}'],
  import_failed: [500, 'IMPORT_FAILED', 'The messages could not be stored'],
  import_stopped: [
    503,
    'IMPORT_FAILED',
    'The server is stopping; the first {imported} messages were stored, the others were not',
  ],
  clear_failed: [500, 'CLEAR_FAILED', 'The namespace could not be emptied'],
  position_exists: [409, 'POSITION_EXISTS', '{reason}'],

  // The store.
  store_unavailable: [503, 'BACKEND_ERROR', 'The message store cannot be reached'],
  outcome_unknown: [
    503,
    'BACKEND_ERROR',
    'The message store did not confirm the write; it may have been stored. Write again with the same message id',
  ],
  store_busy: [503, 'BACKEND_ERROR', 'The message store is too busy; try again'],
  store_full: [503, 'BACKEND_ERROR', 'The disk of the message store is full'],
  files_failed: [500, 'BACKEND_ERROR', 'The message store cannot read or write its files'],
  /** Maybe only for what was asked: something else may succeed. */
  store_failed: [500, 'BACKEND_ERROR', 'The message store reported an error'],

  // Starting; an operator reads these.
  wrong_default_token: [
    500,
    'INTERNAL_ERROR',
    'MESSAGEDB_TOKEN is a token of namespace "{namespace}"; the token of namespace "default" is needed',
  ],
  db_url_unknown: [
    500,
    'INTERNAL_ERROR',
    'MESSAGEDB_DB_URL must begin with postgres://, postgresql:// or sqlite://',
  ],
  data_dir_missing: [
    500,
    'INTERNAL_ERROR',
    'MESSAGEDB_DB_URL names SQLite files: MESSAGEDB_DATA_DIR must say where they live',
  ],
  data_dir_in_use: [
    500,
    'INTERNAL_ERROR',
    'The data directory is in use by another MessageDB; each needs its own',
  ],
  store_newer: [
    500,
    'INTERNAL_ERROR',
    'The message store was written by a newer release of MessageDB',
  ],
  store_unreachable: [
    503,
    'BACKEND_ERROR',
    'The message store, PostgreSQL at {address}, cannot be reached: {reason}',
  ],
  store_unreadable: [500, 'INTERNAL_ERROR', 'The message store cannot be opened: {reason}'],
  nats_url_unreadable: [
    500,
    'INTERNAL_ERROR',
    'MESSAGEDB_NATS_URL must be such as nats://user:password@host:4222, several with commas between',
  ],
  schema_not_found: [
    500,
    'INTERNAL_ERROR',
    'The database has no schema "{schema}" with the table of messages of message-db',
  ],
  schema_adopted: [
    500,
    'INTERNAL_ERROR',
    'The schema "{schema}" is the namespace "{namespace}" already',
  ],
  schema_unsuitable: [
    500,
    'INTERNAL_ERROR',
    'The schema "{schema}" cannot be adopted, and nothing was changed: {reason}',
  ],
  messages_unfit: [
    500,
    'INTERNAL_ERROR',
    'The schema "{schema}" cannot be adopted, and nothing was changed: what is listed above could not be exported and imported',
  ],
  command_failed: [500, 'INTERNAL_ERROR', '{reason}'],
} as const;

export type FaultCode = keyof typeof catalogue;

/** Codes that clients see in `error.code` (contract §4). */
export type WireCode = (typeof catalogue)[FaultCode][1];

/** The Fault of a catalogue entry, its sentence filled from `values`; `details` go to the caller. */
export function fault(
  code: FaultCode,
  values: Readonly<Record<string, string | number>> = {},
  extra: { readonly details?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
): Fault {
  const [status, , sentence] = catalogue[code];
  const message = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(values[name] ?? ''));
  return new Fault({ code, status, message, context: extra.details, cause: extra.cause });
}

/** A bad argument: 400 with what is wrong, as a sentence that begins with its name. */
export const invalid = (reason: string): Fault => fault('invalid_request', { reason });

/** Much of what fills a sentence was sent by a caller, who may send megabytes. */
const SHOWN_MAX = 200;

function shown(value: string | number): string {
  const text = String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
