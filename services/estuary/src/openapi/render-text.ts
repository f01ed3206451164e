import { createHash } from 'node:crypto';

/** A text that stays as long as the server runs, with a strong validator. */
export interface ValidatedText {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
}

export function validatedText(type: string, text: string): ValidatedText {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 27);
  return { type, text, etag: `"${hash}"` };
}
