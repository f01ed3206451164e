import { createCipheriv, createDecipheriv, hash, randomBytes, scryptSync } from 'node:crypto';

/**
 * Keeps DSNs unreadable in the store, its backups and replicas of it (AES-256-GCM,
 * NIST SP 800-38D). An envelope reads `aes256gcm:v1:<key id>:<base64url of nonce,
 * ciphertext and tag>`; what does not start so is clear text. The name of the
 * service is authenticated too, so that nobody can move a DSN to another service.
 */
export interface DsnCipher {
  /** Whether there is any key, current or previous. */
  readonly hasKey: boolean;
  /** What to store. */
  seal(service: string, dsn: string): string;
  /** The DSN of what was stored; undefined when no key of ours opens it. */
  open(service: string, stored: string): string | undefined;
  /** Whether {@link seal} would store it in this form today. */
  isCurrent(stored: string): boolean;
}

export interface DsnKeys {
  /** Encrypts, and opens what it encrypted. Any text; long random ones are good keys. */
  readonly current?: string | undefined;
  /** Only opens. */
  readonly previous?: string | undefined;
}

const ENVELOPE = 'aes256gcm:v1:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID_DIGITS = 8;

/** scrypt's cost: 16 MiB and some 40 ms for each guess at a key that is a passphrase. */
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The setting that holds the salt of a store. */
export const saltSetting = 'encryption.salt';

/** A salt for a new store. */
export const makeSalt = (): string => randomBytes(16).toString('hex');

/** Makes the cipher of a store. `salt` is the store's own and need not be secret. */
export function createDsnCipher(keys: DsnKeys, salt: string): DsnCipher {
  const current = keys.current ? deriveKey(keys.current, salt) : undefined;
  const previous = keys.previous ? deriveKey(keys.previous, salt) : undefined;
  const known = [current, previous].filter((key) => key !== undefined);
  return {
    hasKey: known.length > 0,
    seal: (service, dsn) => (current === undefined ? dsn : encrypt(current, service, dsn)),
    open(service, stored) {
      if (!isSealed(stored)) return stored;
      const key = known.find(({ id }) => stored.startsWith(`${ENVELOPE}${id}:`));
      return key === undefined ? undefined : decrypt(key, service, stored);
    },
    isCurrent: (stored) =>
      current === undefined ? !isSealed(stored) : stored.startsWith(`${ENVELOPE}${current.id}:`),
  };
}

/** Whether a stored DSN is encrypted. */
export function isSealed(stored: string): boolean {
  return stored.startsWith(ENVELOPE);
}

function deriveKey(text: string, salt: string): Key {
  const bytes = scryptSync(text, `faucet dsn ${salt}`, KEY_BYTES, SCRYPT);
  const id = hash('sha256', Buffer.concat([Buffer.from('faucet dsn key id'), bytes]), 'hex');
  return { id: id.slice(0, KEY_ID_DIGITS), bytes };
}

function encrypt(key: Key, service: string, dsn: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(Buffer.from(service));
  const sealed = [nonce, cipher.update(dsn, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return `${ENVELOPE}${key.id}:${Buffer.concat(sealed).toString('base64url')}`;
}

/** Undefined also for an envelope that was cut or changed. */
function decrypt(key: Key, service: string, stored: string): string | undefined {
  const sealed = Buffer.from(stored.slice(ENVELOPE.length + KEY_ID_DIGITS + 1), 'base64url');
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(service));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
