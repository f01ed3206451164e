import type { ApiAnswer } from './connection.ts';
import { unexpectedAnswer, versionOf } from './estuary-error.ts';

/** With its version, which `ifMatch` takes: it grows with every change. */
export type Versioned<One> = One & { readonly version: number };

/** What an answer tells, with the version of its ETag. */
export function versioned<One>({ headers, json }: ApiAnswer): Versioned<One> {
  const version = versionOf(headers);
  if (version === undefined) throw unexpectedAnswer(200, 'an answer without an ETag');
  return { ...(json as One), version };
}
