import { describe, expect, it } from 'vitest';
import { routes } from '../../src/http/routes.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import { DescribedAnswers } from '../support/described-answers.ts';
import type { TestDocument } from '../support/described-answers.ts';
import { closedSettings, openSettings } from '../support/document-settings.ts';

/** The document, as far as these tests read it. */
interface Document extends Omit<TestDocument, 'components' | 'paths'> {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: unknown;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: Readonly<
    Record<string, Readonly<Record<string, { readonly value?: unknown }>>>
  >;
}

interface OperationObject {
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

const documentOf = (settings = openSettings): Document =>
  openApiDocument(routes, settings) as unknown as Document;

/** Operations whose security is not empty, by method and path. */
function secured(document: Document): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security.some((one) => 'bearer_auth' in one))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
}

const statusesOf = (document: Document, path: string, method: string): string[] =>
  Object.keys(document.paths[path]?.[method]?.responses ?? {});

describe('the OpenAPI document', () => {
  it('says what it is', () => {
    const { openapi, info, servers, tags, components } = documentOf();
    expect(openapi).toBe('3.1.0');
    expect(info).toMatchObject({
      title: 'Estuary API',
      version: '0.1.0',
      description: expect.stringContaining('API version v1'),
      license: { name: 'MIT' },
    });
    expect(servers).toEqual([{ url: '/' }]);
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['health', 'items']));
    const schemas = [
      'Item',
      'CreateItemRequest',
      'UpdateItemRequest',
      'ItemList',
      'HealthResponse',
      'HealthStatus',
      'DatabaseHealth',
      'SystemHealth',
      'ErrorResponse',
      'ErrorCode',
      'ErrorDetails',
      'ValidationError',
    ];
    expect(Object.keys(components['schemas'] ?? {})).toEqual(expect.arrayContaining(schemas));
    expect(components['securitySchemes']?.['bearer_auth']).toMatchObject({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
    });
  });

  it('asks for a token where the server does', () => {
    expect(secured(documentOf())).toEqual([]);
    const api = routes
      .map(({ method, path }) => `${method} ${path}`)
      .filter((line) => line.includes(' /api/') && !line.includes('openapi.json'));
    expect(secured(documentOf(closedSettings)).toSorted()).toEqual(api.toSorted());
    const publicRead = documentOf({ ...closedSettings, authPublicRead: true });
    const writes = api.filter((line) => !line.startsWith('GET'));
    expect(secured(publicRead).toSorted()).toEqual(writes.toSorted());
  });

  it('promises the statuses and headers of its settings, and no others', () => {
    const [path, open, closed] = ['/api/v1/items/{id}', documentOf(), documentOf(closedSettings)];
    const always = ['200', '400', '404', '408', '409', '412', '413', '422', '431', '500', '503'];
    expect(statusesOf(open, path, 'patch')).toEqual(always);
    expect(statusesOf(closed, path, 'patch')).toEqual(
      [...always, '401', '403', '428', '429'].toSorted(),
    );
    const onConvex = documentOf({ ...openSettings, databaseType: 'convex' });
    expect(statusesOf(onConvex, path, 'patch')).toEqual([...always, '501'].toSorted());
    expect(statusesOf(closed, '/metrics', 'get')).toEqual(['200', '401', '408', '431', '500']);
    expect(JSON.stringify(open)).not.toContain('RateLimit');
    const limited = closed.paths[path]?.['get']?.responses['404']?.headers ?? {};
    expect(Object.keys(limited)).toEqual([
      'X-Request-Id',
      'X-API-Version',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'RateLimit-Policy',
      'RateLimit',
    ]);
    expect(Object.keys(closed.paths['/health']?.['get']?.responses['200']?.headers ?? {})).toEqual([
      'X-Request-Id',
    ]);
  });

  it('has examples that its own schemas accept', () => {
    const document = documentOf(closedSettings);
    const answers = new DescribedAnswers(document as unknown as TestDocument);
    const examples = [...contentsIn(document)].flatMap(({ schema, examples = {} }) =>
      Object.values(examples).map((example) => ({ schema, value: valueOf(document, example) })),
    );
    expect(examples.length).toBeGreaterThan(100);
    for (const { schema, value } of examples) {
      expect(answers.problemsOf(schema, value), JSON.stringify(value)).toEqual([]);
    }
  });
});

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<
    Record<string, { readonly $ref?: string; readonly value?: unknown }>
  >;
}

/** Every object of the document that has a schema and examples of it. */
function* contentsIn(value: unknown): Generator<Content> {
  if (typeof value !== 'object' || value === null) return;
  if ('schema' in value && 'examples' in value) yield value as Content;
  for (const inner of Object.values(value)) yield* contentsIn(inner);
}

function valueOf({ components }: Document, example: { $ref?: string; value?: unknown }): unknown {
  const name = example.$ref?.split('/').at(-1);
  if (name === undefined) return example.value;
  return components['examples']?.[name]?.value;
}
