import type { IncomingMessage } from 'node:http';
import type { RequestIdOptions } from './http-options.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Visible ASCII, so that an id can neither break a log line nor a header; long enough for trace ids. */
const SANE_ID = /^[\x21-\x7e]{1,128}$/;

/** How one server finds and makes request ids. */
export interface RequestIds {
  /** Header name in lower case. */
  readonly header: string;
  /** The client's id when it is sane, else a new one. */
  readonly of: (request: IncomingMessage) => string;
  /** A new id, for what never became a request. */
  readonly create: () => string;
}

/** Builds the request id policy from its options. */
export function createRequestIds(options: RequestIdOptions = {}): RequestIds {
  const header = (options.header ?? 'x-request-id').toLowerCase();
  const accept = options.accept ?? SANE_ID;
  const create = options.generate ?? uuidV7;
  return {
    header,
    create,
    of(request) {
      const given = request.headers[header];
      return typeof given === 'string' && accept.test(given) ? given : create();
    },
  };
}
