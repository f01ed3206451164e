import type { Submittable } from 'pg';

/** Rows as the server's text. */
export type TextRows = (string | null)[][];

/** How a group of statements ended. */
export interface GroupEnd {
  /** Of those that were answered, in order; the statement after the last one is the one that failed. */
  readonly answers: readonly TextRows[];
  readonly error?: unknown;
}

/**
 * Several statements that the driver takes for one query: they are sent together and answered
 * together, with one synchronisation at the end.
 */
export class LaneGroup implements Submittable {
  readonly #bytes: Buffer;
  readonly #done: (end: GroupEnd) => void;
  readonly #answers: TextRows[] = [];
  #rows: TextRows = [];

  constructor(bytes: Buffer, done: (end: GroupEnd) => void) {
    this.#bytes = bytes;
    this.#done = done;
  }

  submit(connection: unknown): void {
    (connection as { readonly stream: NodeJS.WritableStream }).stream.write(this.#bytes);
  }

  handleDataRow(message: { readonly fields: (string | null)[] }): void {
    this.#rows.push(message.fields);
  }

  handleCommandComplete(): void {
    this.#answers.push(this.#rows);
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    this.#done({ answers: this.#answers });
  }

  /** The server skips what stands behind the failed statement. */
  handleError(error: unknown): void {
    this.#done({ answers: this.#answers, error });
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleRowDescription(): void {
    // Columns are not asked for.
  }

  handlePortalSuspended(): void {
    // There is no limit on rows at which a portal could be suspended.
  }
}
