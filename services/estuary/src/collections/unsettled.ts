/**
 * Thrown where a write has to wait: it fits a schema, but not the one that may be about to take its
 * place. To be tried again a moment later.
 */
export class Unsettled extends Error {}
