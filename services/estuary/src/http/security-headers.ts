const LAX_CSP =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src * data:; font-src *; connect-src *";
const STRICT_CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/** Headers of every answer, errors included (contract §11). */
export function securityHeaders(
  isStrict: boolean,
  csp: string | undefined,
): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-xss-protection': '1; mode=block',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'geolocation=(), microphone=(), camera=()',
    'content-security-policy': csp ?? (isStrict ? STRICT_CSP : LAX_CSP),
    ...(isStrict
      ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains; preload' }
      : {}),
  };
}
