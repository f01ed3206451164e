/** Where the schemas within a schema are: the value, elements of the list, or members of the object. */
type Holds = 'schema' | 'list' | 'map';

/** Keywords that hold schemas, and those of them whose schemas are about the same value (in place). */
export const applicators: Readonly<Record<string, { holds: Holds; inPlace: boolean }>> = {
  $defs: { holds: 'map', inPlace: false },
  additionalProperties: { holds: 'schema', inPlace: false },
  allOf: { holds: 'list', inPlace: true },
  anyOf: { holds: 'list', inPlace: true },
  contains: { holds: 'schema', inPlace: false },
  contentSchema: { holds: 'schema', inPlace: false },
  dependentSchemas: { holds: 'map', inPlace: true },
  else: { holds: 'schema', inPlace: true },
  if: { holds: 'schema', inPlace: true },
  items: { holds: 'schema', inPlace: false },
  not: { holds: 'schema', inPlace: true },
  oneOf: { holds: 'list', inPlace: true },
  patternProperties: { holds: 'map', inPlace: false },
  prefixItems: { holds: 'list', inPlace: false },
  properties: { holds: 'map', inPlace: false },
  propertyNames: { holds: 'schema', inPlace: false },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits this table
  then: { holds: 'schema', inPlace: true },
  unevaluatedItems: { holds: 'schema', inPlace: false },
  unevaluatedProperties: { holds: 'schema', inPlace: false },
};

/** Keywords that say something about values. */
export const assertions: ReadonlySet<string> = new Set([
  '$ref',
  'const',
  'dependentRequired',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'maxContains',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minContains',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'pattern',
  'required',
  'type',
  'uniqueItems',
]);

/** Keywords for readers only. */
const annotations: ReadonlySet<string> = new Set([
  '$comment',
  '$id',
  '$schema',
  'contentEncoding',
  'contentMediaType',
  'default',
  'deprecated',
  'description',
  'examples',
  'readOnly',
  'title',
  'writeOnly',
]);

/** Whether a keyword is one of those that are understood; `x-` is anybody's. */
export const isKeyword = (name: string): boolean =>
  Object.hasOwn(applicators, name) ||
  assertions.has(name) ||
  annotations.has(name) ||
  name.startsWith('x-');

/** Formats that are checked. */
export const FORMATS = [
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'json-pointer',
  'time',
  'uri',
  'uri-reference',
  'uuid',
] as const;
