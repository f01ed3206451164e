import { createServer } from 'node:http';
import type { RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { SigningKey } from './sign-token.ts';

/** A server of keys on a real socket. */
export interface IdentityProvider {
  readonly url: string;
  /** How many requests it got. */
  requests(): number;
  /** What it publishes from now on, in order again. */
  publish(...keys: readonly Pick<SigningKey, 'jwk'>[]): void;
  /** How it answers from now on. */
  answer(listener: RequestListener): void;
  /** From now on nobody answers at its address. */
  stop(): Promise<void>;
  /** It is back at its address. */
  resume(): Promise<void>;
}

/** Starts a provider that publishes some keys; it is stopped when the test ends. */
export async function startProvider(...keys: readonly SigningKey[]): Promise<IdentityProvider> {
  let requests = 0;
  let listener: RequestListener = publish(keys);
  const server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    requests: () => requests,
    publish: (...next) => {
      listener = publish(next);
    },
    answer: (next) => {
      listener = next;
    },
    stop,
    resume: () => listen(port),
  };
}

/** Answers with a JSON document. */
export function sendDocument(response: ServerResponse, document: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

function publish(keys: readonly Pick<SigningKey, 'jwk'>[]): RequestListener {
  return (_request, response) => sendDocument(response, { keys: keys.map(({ jwk }) => jwk) });
}
