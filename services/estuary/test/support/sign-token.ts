import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject, SignKeyObjectInput } from 'node:crypto';

/** A key pair under its name. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  /** What a provider publishes. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

const generate: Readonly<Record<string, () => { publicKey: KeyObject; privateKey: KeyObject }>> = {
  RS: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** Makes a key pair for an algorithm. */
export function createSigningKey(kid: string, alg = 'ES256'): SigningKey {
  const pair = (generate[alg] ?? generate[alg.slice(0, 2)])!();
  return {
    kid,
    alg,
    privateKey: pair.privateKey,
    jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
  };
}

/** Claims that are good for a minute, and what else is asked for. */
export function claimsOf(claims: object = {}): object {
  return { sub: 'ada', exp: Math.floor(Date.now() / 1000) + 60, ...claims };
}

/** Signs claims with a key; the header may say anything. */
export function signWith(key: SigningKey, claims: object = {}, header: object = {}): string {
  const named = { alg: key.alg, typ: 'JWT', kid: key.kid, ...header };
  return compact(named, claimsOf(claims), (content) => signature(key, content));
}

/** Signs claims with a shared secret, by HMAC with SHA-256 unless another hash is named. */
export function signWithSecret(
  secret: string | Buffer,
  claims: object = {},
  header: object = {},
  hash = 'sha256',
): string {
  return compact({ alg: 'HS256', ...header }, claimsOf(claims), (content) =>
    createHmac(hash, secret).update(content).digest(),
  );
}

/** A token of any parts. */
export function compact(
  header: unknown,
  claims: unknown,
  sign: (content: string) => Buffer,
): string {
  const content = `${part(header)}.${part(claims)}`;
  return `${content}.${sign(content).toString('base64url')}`;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signature({ alg, privateKey }: SigningKey, content: string): Buffer {
  const options: SignKeyObjectInput = { key: privateKey, dsaEncoding: 'ieee-p1363' };
  if (alg.startsWith('PS')) {
    options.padding = constants.RSA_PKCS1_PSS_PADDING;
    options.saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  }
  const hash = alg === 'EdDSA' ? null : `sha${alg.slice(2)}`;
  return sign(hash, Buffer.from(content), options);
}
