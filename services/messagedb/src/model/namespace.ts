/** A tenant: its own streams, its own global positions, its own token. */
export interface Namespace {
  readonly id: string;
  /** SHA-256 of the whole token in lower-case hex. */
  readonly tokenHash: string;
  readonly description: string;
  /** JSON text of an object, or null. */
  readonly metadata: string | null;
  readonly createdAt: Date;
}

/** The namespace that always exists; its token administers the others. */
export const defaultNamespace = 'default';

/**
 * Ids are names of files and schemas somewhere, and stand in tokens and logs (contract §3.6).
 * Case-sensitive.
 */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function isNamespaceId(text: string): boolean {
  return idPattern.test(text);
}

/** The rule, as the end of a sentence that starts with what was given. */
export const namespaceIdRule =
  'must be 1 to 128 letters, digits, dots, underscores or dashes, beginning with a letter or digit';
