import { Fault } from '@aquifer/service';

/** Every error Estuary can answer with: status, code on the wire, and the sentence a caller reads. */
const catalogue = {
  store_unavailable: [503, 'SERVICE_UNAVAILABLE', 'Database connection error'],
  outcome_unknown: [
    503,
    'SERVICE_UNAVAILABLE',
    'Database connection error; the change may have been stored. Send it again with the same Idempotency-Key',
  ],
  store_failed: [500, 'DATABASE_ERROR', 'Database query error'],
  store_locked: [500, 'LOCK_ERROR', 'Database lock error'],
  store_unreadable: [500, 'DATABASE_ERROR', 'The database cannot be opened: {reason}'],
  store_newer: [500, 'DATABASE_ERROR', 'The database was written by a newer release of Estuary'],
  store_in_use: [
    500,
    'DATABASE_ERROR',
    'The database {path} is in use by another Estuary; several share a PostgreSQL',
  ],
} as const;

export type FaultCode = keyof typeof catalogue;

/** The Fault of a catalogue entry, its sentence filled from `values`. */
export function fault(
  code: FaultCode,
  values: Readonly<Record<string, string | number>> = {},
  { cause }: { readonly cause?: unknown } = {},
): Fault {
  const [status, , sentence] = catalogue[code];
  const message = sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
  return new Fault({ code, status, message, cause });
}
