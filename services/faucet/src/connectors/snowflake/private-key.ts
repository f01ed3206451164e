import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fault } from '../../faults.ts';

/**
 * The private key of a service as the driver wants it: PEM of PKCS #8. The file may also be PKCS #1
 * (`BEGIN RSA PRIVATE KEY`). Throws invalid_parameter, without the key in the sentence.
 */
export const readPrivateKey = async (path: string): Promise<string> => {
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refused('the file cannot be read', error);
  });
  return privateKeyPem(pem);
};

/** The key of a PEM text. Throws invalid_parameter. */
export const privateKeyPem = (pem: string): string => {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    const isLocked = /ENCRYPTED/.test(pem);
    throw refused(
      isLocked ? 'the key is encrypted; give it without a passphrase' : 'it holds no PEM key',
      error,
    );
  }
  if (key.asymmetricKeyType !== 'rsa') throw refused('it must be an RSA key');
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
};

const refused = (reason: string, cause?: unknown): Error =>
  fault('invalid_parameter', { parameter: 'private_key_path', reason }, { cause });
