/** Nothing to take off or undo, as in nearly all targets. */
const PLAIN = /^\/[\w/.~-]*$/;

/**
 * The path of a request target as the router understands it: without scheme and host, which the
 * absolute form has (RFC 9112 §3.2.2), without the query, and with escapes undone.
 */
export function plainPath(target: string): string {
  if (PLAIN.test(target)) return target;
  const [path = '/'] = originForm(target).split(/[?#]/, 1);
  try {
    return decodeURI(path);
  } catch {
    // Malformed escapes are refused by the router.
    return path;
  }
}

/** A request target without scheme and host, and otherwise as it was written. */
export const originForm = (target: string): string => target.replace(/^https?:\/\/[^/?#]*/i, '');
