import type { JsonObject } from './json-schema.ts';

const text: JsonObject = { type: 'string' };
const count: JsonObject = { type: 'integer', minimum: 0 };

const header = (description: string, schema: JsonObject, example: unknown): JsonObject => ({
  description,
  schema,
  example,
});

export type HeaderName =
  | 'X-Request-Id'
  | 'X-API-Version'
  | 'X-RateLimit-Limit'
  | 'X-RateLimit-Remaining'
  | 'X-RateLimit-Reset'
  | 'RateLimit-Policy'
  | 'RateLimit'
  | 'Retry-After'
  | 'ETag'
  | 'Location'
  | 'Link'
  | 'Idempotency-Replayed'
  | 'WWW-Authenticate';

/** Headers of answers (contract §8, §10.3, §13, B3–B5, B10). */
export const answerHeaders: Readonly<Record<HeaderName, JsonObject>> = {
  'X-Request-Id': header(
    'Names the request in the log. A request may bring its own.',
    { ...text, maxLength: 128 },
    '5e1c0c9e-6d2a-4f0b-8a53-0d9c7a1b2e3f',
  ),
  'X-API-Version': header('The version that answered.', text, 'v1'),
  'X-RateLimit-Limit': header('Requests of one client in a window.', count, 1000),
  'X-RateLimit-Remaining': header('Requests that are left in this window.', count, 999),
  'X-RateLimit-Reset': header('Seconds until the next window.', count, 60),
  'RateLimit-Policy': header(
    'The same by the draft standard: `q` requests in `w` seconds.',
    text,
    '"default";q=1000;w=60',
  ),
  RateLimit: header(
    'The same by the draft standard: `r` requests are left, `t` seconds until the next window.',
    text,
    '"default";r=999;t=60',
  ),
  'Retry-After': header('Seconds to wait before the request is made again.', count, 41),
  ETag: header('Version of what is answered: for `If-Match` and `If-None-Match`.', text, '"2"'),
  Location: header(
    'Path of the new item.',
    { ...text, format: 'uri-reference' },
    '/api/v1/items/7b0f5c1e-2f4b-4c8a-9d3e-1a2b3c4d5e6f',
  ),
  Link: header(
    'The next page, where there is one (RFC 8288).',
    text,
    '</api/v1/items?cursor=Q1VSU09SLWlzLW9wYXF1ZQ&limit=20>; rel="next"',
  ),
  'Idempotency-Replayed': header(
    '`true` where the answer is that of an earlier request with the same `Idempotency-Key`.',
    { ...text, enum: ['true'] },
    'true',
  ),
  'WWW-Authenticate': header('Which credentials are asked for (RFC 6750).', text, 'Bearer'),
};

/** On every limited answer. */
export const rateLimitHeaderNames: readonly HeaderName[] = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit-Policy',
  'RateLimit',
];

/** References to headers, by name. */
export const headerRefs = (names: readonly HeaderName[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
