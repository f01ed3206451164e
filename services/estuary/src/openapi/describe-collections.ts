import { targetOf } from '../collections/check-schema.ts';
import { COLLECTIONS_PATH } from '../collections/collection-kind.ts';
import { isObject, mapSubschemas } from '../collections/subschemas.ts';
import type { DescribedCollection, RouteLine } from './document-settings.ts';
import { itemOperations } from './item-operations.ts';
import { schemaRef } from './json-schema.ts';
import type { JsonObject } from './json-schema.ts';
import type { DescribedRoute } from './operation-object.ts';
import { collectionItems } from './operations/collections-operations.ts';
import { collectionItemSchemas } from './schemas/collection-schemas.ts';

const TEMPLATE = `${COLLECTIONS_PATH}/{name}/items`;

/** Whether a route is about items of any collection, for which that of each collection stands. */
export const isTemplate = ({ path }: RouteLine): boolean => path.startsWith(TEMPLATE);

/** The routes of a collection's items with its name in their paths. */
export function collectionRoutes(
  { name }: DescribedCollection,
  routes: readonly RouteLine[],
): readonly DescribedRoute[] {
  const entries = itemOperations({
    ...collectionItems,
    noun: 'CollectionItem',
    schemaOf: (part) => schemaName(name, part),
    examples: undefined,
  });
  return routes.filter(isTemplate).flatMap(({ method, path, operation, summary }) => {
    const entry = entries[operation];
    if (entry === undefined) return [];
    return {
      method,
      path: path.replace('{name}', name),
      operation: `${operation}_${name}`,
      summary: summary.replace('a collection', name),
      entry: { ...entry, tag: tagOf(name) },
    };
  });
}

/** Tags of collections do not meet those of the API itself. */
export const tagOf = (name: string): string => `${COLLECTIONS_TAG}/${name}`;
const COLLECTIONS_TAG = 'collections';

const schemaName = (collection: string, part: string): string => `${collection}.${part}`;

/** The schemas of a collection's items by their names in the document. */
export function schemasOfCollection({
  name,
  schema,
}: DescribedCollection): Readonly<Record<string, JsonObject>> {
  const own = schemaName(name, 'Data');
  const { $schema: _dialect, $id: _id, ...embedded } = schema;
  return {
    [own]: withReferences(embedded, `#/components/schemas/${own}`) as JsonObject,
    ...collectionItemSchemas((part) => schemaName(name, part), schemaRef(own)),
  };
}

/** References into the schema lead to where it is now. */
function withReferences(schema: unknown, base: string): unknown {
  if (!isObject(schema)) return schema;
  const mapped = mapSubschemas(schema, (inner) => withReferences(inner, base));
  const { $ref } = mapped;
  if (typeof $ref !== 'string' || targetOf($ref) === undefined) return mapped;
  return { ...mapped, $ref: base + $ref.slice(1) };
}
