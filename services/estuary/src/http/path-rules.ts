/*
 * Which requests are limited and which need a token, by path and method (contract §5, §9.1). What
 * admits requests and what describes them share these.
 */

/** Probes and scrapers share one address; a limited probe would have healthy servers restarted. */
const UNLIMITED: ReadonlySet<string> = new Set([
  '/',
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
]);

/** The description of the API is for everybody. */
const OPEN_DOCUMENT = '/api/v1/openapi.json';

export const isLimited = (path: string): boolean => !UNLIMITED.has(path);

export const isUnderApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

/** Where tokens are asked for at all. */
export function needsToken(
  { method, path }: { readonly method: string; readonly path: string },
  { authPublicRead }: { readonly authPublicRead: boolean },
): boolean {
  if (!isUnderApi(path) || path === OPEN_DOCUMENT) return false;
  return !authPublicRead || !isRead(method);
}

export const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';
