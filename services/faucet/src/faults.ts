import { Fault } from '@aquifer/service';

/**
 * Every error Faucet can answer with: code, status, and the sentence a caller
 * reads. Nothing else in this service invents errors.
 *
 * `{name}` in a sentence is filled from the values given to `fault`.
 */
export const catalogue = {
  // Who is calling (contract §6).
  credentials_missing: [401, 'Authentication required. Provide X-API-Key header or Bearer token.'],
  token_invalid: [401, 'Invalid token'],
  key_invalid: [401, 'Invalid API key'],
  credentials_wrong: [401, 'Invalid credentials'],
  account_disabled: [401, 'Account is disabled'],
  admin_required: [403, 'Admin access required'],
  too_many_logins: [429, 'Too many failed logins. Try again in {seconds} seconds.'],
  rate_limited: [429, 'Rate limit of {limit} requests per minute exceeded'],

  // What the caller may do (contract §12).
  role_refuses: [403, 'Role "{role}" does not permit {verb} on {service}/{component}'],
  role_inactive: [403, 'Role "{role}" is inactive'],
  column_refused: [403, 'Role "{role}" does not open column "{column}" of "{table}"'],
  row_refused: [403, 'The row filters of your role do not permit this row; nothing was written'],
  service_read_only: [403, 'Service {service} is read-only; {verb} is not permitted'],

  // What is not there.
  service_not_found: [404, 'Service not found: {service}'],
  table_not_found: [404, 'Table not found: {table}'],
  record_not_found: [404, 'No record of "{table}" has this key'],
  routine_not_found: [404, 'Routine not found: {routine}'],
  role_not_found: [404, 'Role not found: {role}'],
  key_not_found: [404, 'API key not found: {key}'],
  admin_not_found: [404, 'Admin not found: {admin}'],
  contract_not_found: [404, 'No schema contract for "{table}"'],

  // Administration (contract §7).
  duplicate_service: [409, 'Service "{service}" already exists'],
  duplicate_admin: [409, 'Admin "{email}" already exists'],
  duplicate_role: [409, 'Role "{role}" already exists'],
  role_in_use: [409, 'Role "{role}" is in use by API keys'],
  last_admin: [409, 'The last active admin cannot be disabled or deleted'],
  setup_done: [403, 'Setup is already complete'],
  schema_locked: [409, '{reason}'],
  table_exists: [409, 'Table "{table}" already exists'],
  invalid_input: [400, '{reason}'],

  // The configuration store; an operator reads these when a server or a command starts.
  config_store_newer: [
    500,
    'The configuration store was written by a newer release of Faucet. Start that release, or restore a backup.',
  ],
  config_store_unreadable: [500, 'The configuration store cannot be opened: {reason}'],
  config_store_unavailable: [503, 'The configuration store cannot be reached'],
  encryption_key_missing: [
    500,
    'DSNs in the configuration store are encrypted: set FAUCET_ENCRYPTION_KEY, or FAUCET_ENCRYPTION_KEY_PREVIOUS alone to store them in clear text again',
  ],
  encryption_key_wrong: [
    500,
    'The DSN of service "{service}" was encrypted with another key than FAUCET_ENCRYPTION_KEY or FAUCET_ENCRYPTION_KEY_PREVIOUS',
  ],

  precondition_failed: [412, 'The record is not what If-Match asks for: {reason}'],

  // Requests that do not make sense.
  invalid_filter: [400, 'Invalid filter: {reason}'],
  invalid_fields: [400, 'Invalid fields parameter: {reason}'],
  invalid_order: [400, 'Invalid order parameter: {reason}'],
  invalid_group: [400, 'Invalid group parameter: {reason}'],
  invalid_having: [400, 'Invalid having parameter: {reason}'],
  invalid_related: [400, 'Invalid related parameter: {reason}'],
  invalid_parameter: [400, 'Invalid {parameter} parameter: {reason}'],
  invalid_body: [400, 'Invalid request body: {reason}'],
  selector_missing: [400, 'Filter or IDs required for {action}'],
  unknown_column: [400, 'Column "{column}" does not exist in "{table}"'],
  not_writable: [400, 'Cannot write to {target}: {reason}'],
  invalid_value: [400, '{action} failed: {reason}'],

  // What the database answered (contract §8.8).
  unique_violation: [409, '{action} failed: {reason}'],
  not_null_violation: [400, '{action} failed: {reason}'],
  name_taken: [409, '{action} failed: {reason}'],
  foreign_key_violation: [400, '{action} failed: {reason}'],
  check_violation: [400, '{action} failed: {reason}'],
  raw_sql_refused: [403, 'Raw SQL on service {service} is refused: {reason}'],
  sql_refused: [400, '{action} failed: {reason}'],
  permission_denied: [403, '{action} failed: the database user may not do this'],
  answer_too_large: [
    400,
    '{action} failed: the answer is larger than {size}. Ask for fewer rows (limit) or columns (fields), or stream it (Accept: application/x-ndjson).',
  ],
  query_timeout: [504, '{action} failed: stopped after {seconds} seconds'],
  query_stopped: [503, '{action} failed: it was stopped before it was done'],
  database_busy: [503, '{action} failed: the database is locked by another writer'],
  database_unavailable: [503, '{action} failed: the database cannot be reached'],
  connections_busy: [
    503,
    '{action} failed: every connection to the database is in use. Try again later.',
  ],
  streams_busy: [
    503,
    'Query failed: {count} streams of this service are being read, as many as there may be. Try again later, or ask for pages.',
  ],
  stream_stalled: [503, 'The stream was ended: nobody took its rows for {seconds} seconds'],
  database_not_opened: [503, '{action} failed: {reason}'],
  database_refused: [503, '{action} failed: the database refuses the connection: {reason}'],
  database_error: [500, '{action} failed: the database reported an error'],
  not_supported: [400, '{driver} does not support {feature}'],

  // A mistake of ours; the log has its cause.
  internal_error: [500, 'Internal server error'],
} as const;

export type FaultCode = keyof typeof catalogue;

/** The Fault of a catalogue entry, its sentence filled from `values`. */
export const fault = (
  code: FaultCode,
  values: Readonly<Record<string, string | number>> = {},
  extra: { readonly context?: Record<string, unknown>; readonly cause?: unknown } = {},
): Fault => {
  const [status, sentence] = catalogue[code];
  const message = sentence.replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name] ?? name));
  return new Fault({ code, status, message, ...extra });
};

/** Much of what fills a sentence was sent by a caller, who may send megabytes. */
const SHOWN_MAX = 1_000;

const shown = (value: string | number): string => {
  const text = String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
};
