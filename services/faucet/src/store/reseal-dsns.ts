import { fault } from '../faults.ts';
import { isSealed } from './dsn-cipher.ts';
import type { DsnCipher } from './dsn-cipher.ts';

export interface StoredDsn {
  /** The service. */
  readonly name: string;
  readonly dsn: string;
}

export interface ResealedDsn extends StoredDsn {
  /** What was stored so far: another process may have changed it in between. */
  readonly before: string;
}

/**
 * The stored DSNs that must be stored in another form: clear text is encrypted,
 * what the previous key encrypted is encrypted anew, and with a previous key alone
 * everything becomes clear text again. Throws encryption_key_missing or
 * encryption_key_wrong when one of them cannot be opened.
 */
export function resealDsns(
  stored: readonly StoredDsn[],
  cipher: DsnCipher,
): readonly ResealedDsn[] {
  return stored.flatMap(({ name, dsn: before }) => {
    const dsn = cipher.open(name, before);
    if (dsn === undefined) {
      throw fault(cipher.hasKey ? 'encryption_key_wrong' : 'encryption_key_missing', {
        service: name,
      });
    }
    return cipher.isCurrent(before) ? [] : [{ name, before, dsn: cipher.seal(name, dsn) }];
  });
}

/** Whether clear text was among what is replaced; the engine may still have it on disk. */
export function replacesClearText(resealed: readonly ResealedDsn[]): boolean {
  return resealed.some(({ before }) => !isSealed(before));
}
