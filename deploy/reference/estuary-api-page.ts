import { routes } from '@aquifer/estuary';
import { made } from './reference-page.ts';
import { renderTable } from './render-table.ts';

/** `docs/estuary/api.md`: the routes, and what all answers have in common. */
export function estuaryApiPage(): string {
  return `# Routes of Estuary

<!-- ${made} from services/estuary/src/http/routes.ts -->

What items are and how to work with them is in [items.md](items.md), collections in [collections.md](collections.md),
the change feed in [changes.md](changes.md).
Requests and answers are JSON. Wherever GET is answered, HEAD is too, with the same headers and no body. Paths are
case-sensitive, and one with a slash at its end is another path.

## Routes

${routesTable()}

A token is asked for where \`AUTH_ENABLED\` is true, the one of \`/metrics\` where \`METRICS_TOKEN\` is set
([authentication.md](authentication.md)). The same paths without a version, \`/api/items\`, are served as well
([versioning.md](versioning.md)).

${HEADERS}
${ERRORS}`;
}

function routesTable(): string {
  const rows = routes.map(({ method, path, summary }) => [
    method,
    `\`${path}\``,
    tokenFor(path),
    isLimited(path) ? 'yes' : 'no',
    summary,
  ]);
  return renderTable(['Method', 'Path', 'Token', 'Counts against the limit', 'Does'], rows);
}

const tokenFor = (path: string): string => {
  if (path === '/metrics') return '`METRICS_TOKEN`';
  return path.startsWith('/api/') && path !== '/api/v1/openapi.json' ? 'yes' : 'no';
};

/** Probes and scrapes share one address, and are not limited (contract §5). */
const isLimited = (path: string): boolean => !/^\/(health(\/.*)?|metrics)?$/.test(path);

const HEADERS = `## Headers

Every answer has \`X-Request-Id\`: the one of the request, if that has up to 128 visible ASCII characters, else a new
one. It is also in the body of every error and in every line of the log about the request. Every answer has the
security headers as well: \`Content-Security-Policy\`, \`X-Content-Type-Options\`, \`X-Frame-Options\`,
\`X-XSS-Protection\`, \`Referrer-Policy\` and \`Permissions-Policy\`, and with \`SECURITY_STRICT_MODE\` also
\`Strict-Transport-Security\`.

Answers under \`/api/\` have \`X-API-Version: v1\`. Where requests are limited, \`X-RateLimit-Limit\` is how many there may be in
a window, \`X-RateLimit-Remaining\` how many are left, and \`X-RateLimit-Reset\` in how many seconds the window ends.

A request with a body needs \`Content-Type: application/json\` (or another type that ends in \`+json\`), in UTF-8, and not
compressed. It may have \`BODY_LIMIT_BYTES\`, 2 MiB by default, and 64 levels of nesting.

Answers of 1 KiB and more are sent as Brotli or gzip to clients whose \`Accept-Encoding\` names these. In the development profile
\`Server-Timing\` says in every answer how many milliseconds the server took.
`;

const ERRORS = `## Errors

Every error has this body; \`details\` is there only if there is something in it.

\`\`\`json
{
  "error": "VALIDATION_ERROR",
  "message": "Validation failed",
  "details": {
    "validation_errors": [
      { "field": "name", "message": "Name must be between 1 and 255 characters", "code": "length" }
    ]
  },
  "timestamp": "2026-01-05T10:00:00.123Z",
  "request_id": "5e1c0f0a-8d0c-4f6e-9d52-0c5f6c1f2f11"
}
\`\`\`

| Status | \`error\` | When |
| --- | --- | --- |
| 400 | \`BAD_REQUEST\` | the body is no JSON or no object, its \`Content-Type\` is missing or another one, a parameter or the path makes no sense |
| 401 | \`UNAUTHORIZED\` | there is no token, or none that is accepted; \`message\` says which |
| 403 | \`FORBIDDEN\` | the token is good, and does not allow this |
| 404 | \`NOT_FOUND\` | there is no such path, item, collection or version of the API |
| 405 | \`METHOD_NOT_ALLOWED\` | the path has other methods; \`Allow\` names them |
| 408 | \`REQUEST_TIMEOUT\` | the request did not arrive in time: 10 seconds for the headers, 30 for all of it |
| 409 | \`IDEMPOTENCY_IN_PROGRESS\` | the first request with this \`Idempotency-Key\` is still running; \`Retry-After\` says when to ask again |
| 409 | \`CONFLICT\` | items of the collection do not fit its new schema, or it is to be deleted and has items |
| 410 | \`GONE\` | this version of the API has been removed |
| 412 | \`PRECONDITION_FAILED\` | the item has another version than \`If-Match\` names; \`ETag\` has the one it has |
| 413 | \`PAYLOAD_TOO_LARGE\` | the body is larger than \`BODY_LIMIT_BYTES\` |
| 422 | \`VALIDATION_ERROR\` | fields are wrong; all of them are listed |
| 422 | \`IDEMPOTENCY_KEY_REUSED\` | this \`Idempotency-Key\` was used with another body |
| 428 | \`PRECONDITION_REQUIRED\` | \`REQUIRE_IF_MATCH\` is set, and there is no \`If-Match\` |
| 429 | \`RATE_LIMIT_EXCEEDED\` | too many requests; \`Retry-After\` says in how many seconds to come back |
| 500 | \`INTERNAL_SERVER_ERROR\` | a mistake of ours; the log has the reason under the same \`request_id\` |
| 500 | \`DATABASE_ERROR\`, \`LOCK_ERROR\` | the database refused a query, or a lock |
| 501 | \`NOT_SUPPORTED\` | the functions of a [Convex deployment](database.md#convex) cannot do it |
| 503 | \`SERVICE_UNAVAILABLE\` | the database does not answer, no key set could be had, too many change feeds are open, or others keep changing the same; \`Retry-After\` may say when to come back |

With \`Accept: application/problem+json\`, or with that beside \`application/json\`, errors are problem details (RFC 9457): the same
members, and \`type\`, \`title\`, \`status\` and \`detail\` besides.

Answers never have texts of the database, of an identity provider or of our code in them, except in development.
`;
