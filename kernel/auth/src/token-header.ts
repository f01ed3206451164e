import { decodeProtectedHeader } from 'jose';

/** What a token says of itself, before anything of it is proven. */
export interface TokenHeader {
  readonly alg?: unknown;
  readonly kid?: unknown;
}

/** Reads a token's header; undefined when there is none to read. */
export function readTokenHeader(token: string): TokenHeader | undefined {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}
