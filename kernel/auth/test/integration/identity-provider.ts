import { createServer } from 'node:http';
import type { RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

/** A key pair of a provider under its name. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** An identity provider on a real socket. */
export interface IdentityProvider {
  readonly url: string;
  /** The requests it got, as paths. */
  readonly requests: string[];
  /** What it publishes. */
  publish(...keys: readonly object[]): void;
  /** How it answers from now on, instead of publishing. */
  answer(listener: RequestListener | undefined): void;
  close(): Promise<void>;
}

/** Makes a key pair. */
export async function createSigningKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, jwk };
}

/** Signs claims with a key, for one minute of the given clock (milliseconds). */
export async function signWith(
  key: SigningKey,
  claims: JWTPayload = {},
  now: number = Date.now(),
): Promise<string> {
  return new SignJWT({ exp: Math.floor(now / 1000) + 60, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey);
}

/** Starts a provider on a free port; closing it is the caller's. */
export async function startIdentityProvider(port = 0): Promise<IdentityProvider> {
  let published: readonly object[] = [];
  let listener: RequestListener | undefined;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (listener === undefined) sendJson(response, { keys: published });
    else listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    requests,
    publish: (...keys) => {
      published = keys;
    },
    answer: (next) => {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a JSON document. */
export function sendJson(response: ServerResponse, document: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(document));
}
