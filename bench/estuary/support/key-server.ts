import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { freePort } from '../../support/free-port.ts';

/** A provider of keys on loopback, and one RS256 token that it vouches for. */
export interface KeyServer {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'RS256' }];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'RS256', typ: 'JWT', kid: 'bench' });
  const claims = part({ sub: 'bench', exp: Math.floor(Date.now() / 1000) + 86_400 });
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(privateKey);
  return {
    url: `http://127.0.0.1:${port}`,
    token: `${head}.${claims}.${signature.toString('base64url')}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
