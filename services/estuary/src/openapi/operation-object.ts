import type { FaultCode } from '../faults.ts';
import { isLimited, isUnderApi, needsToken } from '../http/path-rules.ts';
import { headerRefs, rateLimitHeaderNames } from './answer-headers.ts';
import type { HeaderName } from './answer-headers.ts';
import type { DocumentSettings, RouteLine } from './document-settings.ts';
import { faultAnswers } from './fault-answers.ts';
import type { JsonObject } from './json-schema.ts';
import type { Answer, Content, Operation } from './operation.ts';
import type { ParameterName } from './parameters.ts';

/** A route and what is said of it. */
export interface DescribedRoute extends RouteLine {
  readonly entry: Operation;
}

/** Refused before it is known what was asked for. */
const connectionFaults: readonly FaultCode[] = ['request_timeout', 'headers_too_large'];
const tokenFaults: readonly FaultCode[] = [
  'auth_missing',
  'auth_malformed',
  'token_invalid',
  'token_expired',
  'auth_unavailable',
];

/** The Operation Object of a route. */
export function describeOperation(route: DescribedRoute, settings: DocumentSettings): JsonObject {
  const { operation, summary, entry } = route;
  const { tag, description, body } = entry;
  const headers = commonHeaders(route, settings);
  return {
    operationId: operation,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: securityOf(route, settings),
    ...withParameters(entry.parameters ?? []),
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...answersOf(entry, headers),
      ...faultAnswers(faultsOf(route, settings), headers),
      ...faultAnswers(connectionFaults, ['X-Request-Id']),
    },
  };
}

/** All faults that a route can answer with, where the server is set so. */
function faultsOf(route: DescribedRoute, settings: DocumentSettings): readonly FaultCode[] {
  const { entry, path } = route;
  const { rateLimitEnabled } = settings;
  return [
    ...entry.faults.filter((code) => happens(code, settings)),
    ...(asksForToken(route, settings) ? tokenFaults : []),
    ...(needsScope(entry, settings) ? (['scope_missing'] as const) : []),
    ...(isOwned(entry, settings) ? (['subject_missing'] as const) : []),
    ...(isScrape(entry, settings) ? (['metrics_refused'] as const) : []),
    ...(rateLimitEnabled && isLimited(path) ? (['rate_limited'] as const) : []),
    'internal',
  ];
}

function happens(
  code: FaultCode,
  { requireIfMatch, databaseType, authOwner }: DocumentSettings,
): boolean {
  if (code === 'precondition_required') return requireIfMatch;
  if (code === 'id_taken' || code === 'collection_of_others') return authOwner;
  return code !== 'not_supported' || databaseType === 'convex';
}

const asksForToken = (route: DescribedRoute, settings: DocumentSettings): boolean =>
  settings.authEnabled && needsToken(route, settings);

const isScrape = ({ access }: Operation, { metricsToken }: DocumentSettings): boolean =>
  access === 'scrape' && metricsToken !== undefined;

function needsScope(
  { access }: Operation,
  { authEnabled, authPublicRead, authScopeRead, authScopeWrite }: DocumentSettings,
): boolean {
  if (!authEnabled) return false;
  if (access === 'write') return authScopeWrite !== undefined;
  return access === 'read' && !authPublicRead && authScopeRead !== undefined;
}

const isOwned = ({ access }: Operation, { authOwner }: DocumentSettings): boolean =>
  authOwner && (access === 'read' || access === 'write');

function securityOf(route: DescribedRoute, settings: DocumentSettings): readonly JsonObject[] {
  if (asksForToken(route, settings)) return [{ bearer_auth: [] }];
  return isScrape(route.entry, settings) ? [{ metrics_token: [] }] : [];
}

function commonHeaders(
  { path }: DescribedRoute,
  { rateLimitEnabled }: DocumentSettings,
): readonly HeaderName[] {
  return [
    'X-Request-Id',
    ...(isUnderApi(path) ? (['X-API-Version'] as const) : []),
    ...(rateLimitEnabled && isLimited(path) ? rateLimitHeaderNames : []),
  ];
}

const withParameters = (names: readonly ParameterName[]): JsonObject =>
  names.length === 0
    ? {}
    : { parameters: names.map((name) => ({ $ref: `#/components/parameters/${name}` })) };

const answersOf = ({ answers }: Operation, common: readonly HeaderName[]): JsonObject =>
  Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, common)]),
  );

function answerOf(
  { description, headers = [], content }: Answer,
  common: readonly HeaderName[],
): JsonObject {
  return {
    description,
    headers: headerRefs([...common, ...headers]),
    ...(content === undefined ? {} : { content: contentOf(content) }),
  };
}

const contentOf = (content: Readonly<Record<string, Content>>): JsonObject =>
  Object.fromEntries(
    Object.entries(content).map(([type, { schema, examples = {} }]) => [
      type,
      { schema, ...withExamples(examples) },
    ]),
  );

/** Examples have names without blanks; the sentence is their summary. */
function withExamples(examples: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(examples);
  if (entries.length === 0) return {};
  return {
    examples: Object.fromEntries(
      entries.map(([sentence, value], index) => [
        `example${index + 1}`,
        { summary: sentence, value },
      ]),
    ),
  };
}
