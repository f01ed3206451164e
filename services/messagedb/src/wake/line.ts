/** What carries short texts to every instance that shares a store. Adapters: PostgreSQL, NATS. */
export interface Line {
  /** Resolves when the text is on its way. Throws while the others cannot be reached. */
  send(text: string): Promise<void>;
  close(): Promise<void>;
}

/** What comes over a line. */
export interface LineHandler {
  /** Also called with what this instance sent itself. */
  onText(text: string): void;
  /** The line stands, or stands again: texts from before may be missing. */
  onGap(): void;
}
