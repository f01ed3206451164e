import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

/** The host of the guide. */
export const guidedHost = 'api.yourdomain.com';

/** A client of its own on this machine, to be told from the proxy. */
export const clientAddress = '127.0.0.2';

export interface Question {
  /** POST with a body, GET without one, where nothing else is said. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly from?: string;
}

/** Asks nginx over plain HTTP, as the host of the guide. */
export function askNginx(
  port: number,
  path: string,
  { method, headers = {}, body, signal, from = clientAddress }: Question = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      localAddress: from,
      agent: false,
      headers: { host: guidedHost, ...headers },
      ...(signal === undefined ? {} : { signal }),
    };
    request(options, resolve).on('error', reject).end(body);
  });
}
