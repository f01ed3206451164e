/** Where a namespace's messages are. */
export interface MessagesTable {
  readonly schema: string;
  /** The table with its schema, quoted. */
  readonly table: string;
}
