import { request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { RunningProxy } from './run-proxy.ts';

/** A proxy in front of a server. */
export interface Proxied {
  readonly proxy: RunningProxy;
  readonly httpsPort: number;
  /** Where it sends callers of plain HTTP away. */
  readonly httpPort: number;
  /** The certificate of the host, for clients to trust. */
  readonly ca: string;
}

/** A client of its own on this machine, to be told from the proxy. */
export const clientAddress = '127.0.0.2';

export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Asks the proxy over TLS, as the host of the guide. */
export function askOverTls(
  { httpsPort, ca }: Proxied,
  host: string,
  path: string,
  { method = 'GET', headers = {}, body, signal }: Question = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: httpsPort,
        localAddress: clientAddress,
        method,
        path,
        servername: host,
        ca,
        agent: false,
        headers: { host, ...headers },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    request.on('error', reject).end(body);
  });
}

/** The status of a path, asked over HTTP/2. */
export async function askOverHttp2(
  { httpsPort, ca }: Proxied,
  host: string,
  path: string,
): Promise<unknown> {
  const session = connect(`https://${host}:${httpsPort}`, {
    host: '127.0.0.1',
    servername: host,
    ca,
  });
  const stream = session.request({ ':path': path, ':authority': host });
  const status = await new Promise((resolve, reject) => {
    stream.on('response', (headers) => resolve(headers[':status']));
    session.on('error', reject);
  });
  session.destroy();
  return status;
}

/** Asks the port of plain HTTP; resolves with its status and where it sends the caller. */
export async function askPlainly(
  { httpPort }: Proxied,
  host: string,
  path: string,
): Promise<{ readonly status: number | undefined; readonly location: string | undefined }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: httpPort, path };
    httpRequest({ ...options, headers: { host } }, resolve)
      .on('error', reject)
      .end();
  });
  response.resume();
  return { status: response.statusCode, location: response.headers.location };
}

export async function bodyOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}
