const PLACEHOLDER_NAMES = /password|secret|api_key|private_key|token|credential/i;
const REDACTED_NAMES = /password|secret|token|key/i;

/** Whether a variable's name says that it holds a secret (contract §3). */
export const isLikeSecret = (name: string): boolean => PLACEHOLDER_NAMES.test(name);

/** Whether its value is hidden when it is shown. */
export const isRedacted = (name: string): boolean => REDACTED_NAMES.test(name);
