/** The longest that a read may run on the server. */
export const readTimeoutMs = 60_000;
