import type { SqlParameter, Statement } from '../sql/dialect.ts';

/**
 * A piece of work for one connection, as data, so that it can run on this thread or in another
 * process. `run-job.ts` knows how.
 */
export type Job =
  | ReadJob
  | { readonly kind: 'count'; readonly statement: Statement }
  | WriteJob
  | RawJob
  | { readonly kind: 'script'; readonly statements: readonly string[] }
  | { readonly kind: 'begin' | 'commit' | 'rollback' };

/** A job whose answer is held in memory, and how many bytes of it. */
interface Bounded {
  readonly answerBytesMax?: number | undefined;
}

export interface ReadJob extends Bounded {
  readonly kind: 'joined' | 'keyed' | 'stream';
  readonly statement: Statement;
}

export interface WriteJob {
  readonly kind: 'write';
  readonly steps: readonly WriteStep[];
}

export interface WriteStep {
  readonly statement: Statement;
  /** Whether the statement has a RETURNING clause. */
  readonly returning: boolean;
  /** Rows that must come back; fewer mean that an upsert met a row it must not touch. */
  readonly rowsMin: number;
  /** Whether the step may refuse what it wrote, so that it must be undone. */
  readonly checked: boolean;
}

/** A statement of the caller's own. */
export interface RawJob extends Bounded {
  readonly kind: 'raw';
  readonly sql: string;
  readonly params: readonly SqlParameter[];
  readonly write: boolean;
  readonly rowsMax: number;
}

/** What a job leaves behind besides the text of its rows. Every field is there only where it applies. */
export interface JobResult {
  readonly count?: number;
  readonly affected?: number;
  readonly truncated?: boolean;
  /** A stored row does not satisfy the check; everything was rolled back. */
  readonly refused?: boolean;
  readonly rows?: readonly string[];
  readonly keyed?: readonly { readonly json: string; readonly keys: readonly (string | null)[] }[];
  /** Rows as joined JSON. */
  readonly json?: string;
}
