/** Bytes of a name that a writer gives to a stream or a type, in UTF-8. */
export const nameBytesMax = 1_024;

/**
 * Bytes of a stream's name at most, wherever it comes from: an index of PostgreSQL takes entries of about
 * 2700. Clients of message-db write names of any length that fits there, and what they have stored can
 * be read, exported and imported.
 */
export const storedNameBytesMax = 2_600;

/** Levels of data and metadata. Deeper ones would overflow the stack of parsers on their way (contract §10). */
export const jsonDepthMax = 500;
