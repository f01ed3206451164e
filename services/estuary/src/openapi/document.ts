import { version } from '../version.ts';
import { answerHeaders } from './answer-headers.ts';
import {
  collectionRoutes,
  isTemplate,
  schemasOfCollection,
  tagOf,
} from './describe-collections.ts';
import type { DescribedCollection, DocumentSettings, RouteLine } from './document-settings.ts';
import { faultExamples } from './fault-answers.ts';
import type { JsonObject } from './json-schema.ts';
import { describeOperation } from './operation-object.ts';
import type { DescribedRoute } from './operation-object.ts';
import type { Tag } from './operation.ts';
import { operations } from './operations.ts';
import { undocumented } from './operations/documentation-operations.ts';
import { parameters } from './parameters.ts';
import { changeSchemas } from './schemas/change-schemas.ts';
import { anyItemSchemas, collectionSchemas } from './schemas/collection-schemas.ts';
import { errorSchemas } from './schemas/error-schemas.ts';
import { healthSchemas } from './schemas/health-schemas.ts';
import { itemSchemas } from './schemas/item-schemas.ts';
import { schemasAround } from './schemas/shared-item-schemas.ts';

const description = `A REST API of items: create, read, update, delete, list, and follow their changes.

- API version v1. Paths name it; at \`/api/items\` the headers \`Accept: application/vnd.estuary.v1+json\` and \`X-API-Version: v1\` do, and without them the answer is 308 to the path that does.
- Wherever GET is answered, HEAD is too.
- Bodies of requests are JSON in UTF-8. Errors have one shape, \`ErrorResponse\`.
- Parameters that are not known are ignored.`;

const { CollectionItem } = anyItemSchemas;

/** Operations are shown in the order of their table. */
const order = Object.keys(operations);

const tags: Readonly<Record<Tag, string>> = {
  items: 'Create, read, update, delete and list items.',
  collections: 'Declare collections of your own, whose items a JSON Schema checks.',
  changes: 'Follow the changes of items as they happen.',
  health: 'Probes.',
  metrics: 'For Prometheus.',
  documentation: 'This description.',
};

/** The OpenAPI 3.1 document of the routes and of declared collections, for a server with these settings (contract §16). */
export function openApiDocument(
  routes: readonly RouteLine[],
  settings: DocumentSettings,
  collections: readonly DescribedCollection[] = [],
): JsonObject {
  const ordered = routes.toSorted(
    (left, right) => order.indexOf(left.operation) - order.indexOf(right.operation),
  );
  const isDescribed = (route: RouteLine): boolean =>
    // Paths for any collection and for one would be ambiguous (OpenAPI 3.1 §4.8.8.2).
    collections.length === 0 || !isTemplate(route);
  const described = [
    ...ordered.filter(isDescribed).flatMap((route) => withOperation(route)),
    ...collections.flatMap((collection) => collectionRoutes(collection, ordered)),
  ];
  const paths = pathsOf(described, settings);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Estuary API',
      version,
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...Object.entries(tags), ...collections.map(({ name }) => tagged(name))].map(
      ([name, about]) => ({ name, description: about }),
    ),
    paths,
    components: {
      securitySchemes: securitySchemes(settings),
      schemas: {
        ...itemSchemas,
        ...schemasAround((part) => part),
        ...collectionSchemas,
        // Changes tell of items of any collection.
        ...(collections.length === 0 ? anyItemSchemas : { CollectionItem }),
        ...changeSchemas,
        ...healthSchemas,
        ...errorSchemas,
        ...Object.fromEntries(
          collections.flatMap((one) => Object.entries(schemasOfCollection(one))),
        ),
      },
      parameters: used('parameters', paths, parameters),
      headers: used('headers', paths, answerHeaders),
      examples: used('examples', paths, faultExamples(settings.bodyLimitBytes)),
    },
  };
}

const tagged = (name: string): readonly [string, string] => [
  tagOf(name),
  `Items of the collection \`${name}\`.`,
];

function withOperation(route: RouteLine): readonly DescribedRoute[] {
  if (undocumented.has(route.operation)) return [];
  const entry = operations[route.operation];
  if (entry === undefined) throw new Error(`nothing is said of the operation ${route.operation}`);
  return [{ ...route, entry }];
}

function pathsOf(described: readonly DescribedRoute[], settings: DocumentSettings): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of described) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = describeOperation(route, settings);
  }
  return paths;
}

function securitySchemes({ authEnabled, metricsToken }: DocumentSettings): JsonObject {
  const bearer = {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: authEnabled
      ? 'A JSON Web Token of the identity provider that the server trusts.'
      : 'This server asks for no token.',
  };
  const scrape = { type: 'http', scheme: 'bearer', description: 'The token for scraping metrics.' };
  return { bearer_auth: bearer, ...(metricsToken === undefined ? {} : { metrics_token: scrape }) };
}

/** What the paths refer to, of a kind of component. */
function used(
  kind: string,
  paths: JsonObject,
  components: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(components).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
  );
}
