import type { ChangeOptions } from './call-options.ts';
import type { ApiAnswer, ApiRequest, Connection } from './connection.ts';
import { randomKey } from './random-key.ts';

/** Sends a write, and what must be so for it to be done. */
export type Write = (request: ApiRequest, options?: ChangeOptions) => Promise<ApiAnswer>;

/** Writes to a server. One that may be sent twice needs a key, so that it is done once. */
export function writeTo(connection: Connection): Write {
  return (request, { idempotencyKey, ifMatch, signal } = {}) => {
    const key = idempotencyKey ?? (connection.repeats ? randomKey() : undefined);
    const headers = {
      ...request.headers,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch === '*' ? '*' : `"${ifMatch}"` }),
    };
    return connection.call({ ...request, headers }, signal);
  };
}
