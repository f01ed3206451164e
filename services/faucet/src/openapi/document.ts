import type { Routine } from '../model/schema.ts';
import {
  errorSchema,
  failureRefs,
  metaSchema,
  parameters,
  responses,
  securitySchemes,
} from './components.ts';
import { newRecordSchema, recordSchema, schemaOfType } from './schema-object.ts';
import type { SchemaObject } from './schema-object.ts';
import { componentName, tablePaths } from './table-paths.ts';
import type { VisibleTable } from './table-paths.ts';

/** One service as one caller sees it. */
export interface VisibleService {
  readonly name: string;
  readonly label: string;
  readonly tables: readonly VisibleTable[];
  readonly routines: readonly Routine[];
}

export interface DocumentOptions {
  readonly title: string;
  /** Where the API is reached, for clients made from the document. */
  readonly serverUrl?: string | undefined;
  readonly apiKeyHeader?: string;
}

/** The OpenAPI 3.1 document of some services: one generator for HTTP and the command line (contract §13). */
export function openApiDocument(
  services: readonly VisibleService[],
  options: DocumentOptions,
): SchemaObject {
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      description: 'REST API over the tables, views and routines of a database.',
      version: '1.0.0',
    },
    ...(options.serverUrl === undefined ? {} : { servers: [{ url: options.serverUrl }] }),
    tags: services.map((service) => ({ name: service.name, description: service.label })),
    security: [{ apiKey: [] }, { bearer: [] }],
    paths: merged(services.map(pathsOf)),
    components: {
      securitySchemes: withHeader(options.apiKeyHeader),
      parameters,
      responses,
      schemas: merged([
        { Meta: metaSchema, ErrorResponse: errorSchema },
        ...services.map(schemasOf),
      ]),
    },
  };
}

function withHeader(header = 'X-API-Key'): SchemaObject {
  return { ...securitySchemes, apiKey: { ...securitySchemes['apiKey'], name: header } };
}

function pathsOf(service: VisibleService): SchemaObject {
  return merged([
    ...service.tables.map((table) => tablePaths(service.name, table)),
    ...service.routines.map((routine) => routinePath(service.name, routine)),
  ]);
}

function schemasOf(service: VisibleService): SchemaObject {
  return merged(service.tables.map((visible) => tableSchemas(service.name, visible)));
}

const merged = (parts: readonly SchemaObject[]): SchemaObject =>
  Object.fromEntries(parts.flatMap((part) => Object.entries(part)));

function tableSchemas(service: string, { table }: VisibleTable): SchemaObject {
  const name = componentName(service, table.name);
  return {
    [name]: recordSchema(table),
    ...(table.type === 'table' ? { [`${name}_new`]: newRecordSchema(table) } : {}),
    [`${name}_list`]: {
      type: 'object',
      properties: {
        resource: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
        meta: { $ref: '#/components/schemas/Meta' },
      },
      required: ['resource', 'meta'],
    },
  };
}

function routinePath(service: string, routine: Routine): SchemaObject {
  const inputs = routine.parameters.filter((parameter) => parameter.mode !== 'out');
  const required = inputs.filter((parameter) => !parameter.has_default);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      inputs.map((parameter) => [parameter.name, schemaOfType(parameter.json_type)]),
    ),
    ...(required.length > 0 ? { required: required.map((parameter) => parameter.name) } : {}),
  };
  return {
    [`/api/v1/${encodeURIComponent(service)}/_proc/${encodeURIComponent(routine.name)}`]: {
      post: {
        operationId: `call_${componentName(service, routine.name)}`,
        summary: `Call the ${routine.type} ${routine.name}`,
        tags: [service],
        requestBody: { required: required.length > 0, content: { 'application/json': { schema } } },
        responses: {
          '200': {
            description: 'The rows it returned.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    resource: { type: 'array', items: { type: 'object' } },
                    meta: { $ref: '#/components/schemas/Meta' },
                  },
                },
              },
            },
          },
          ...failureRefs(),
        },
      },
    },
  };
}
