import type { Routine } from '../model/schema.ts';
import { createComponentNames } from './component-names.ts';
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
import { tablePaths } from './table-paths.ts';
import type { NamedTable, VisibleTable } from './table-paths.ts';

/** One service as one caller sees it. */
export interface VisibleService {
  readonly name: string;
  readonly label: string;
  readonly tables: readonly VisibleTable[];
  readonly routines: readonly Routine[];
}

interface NamedService extends Omit<VisibleService, 'tables' | 'routines'> {
  readonly tables: readonly NamedTable[];
  readonly routines: readonly NamedRoutine[];
}

interface NamedRoutine {
  readonly routine: Routine;
  readonly component: string;
}

export interface DocumentOptions {
  readonly title: string;
  /** Where the API is reached, for clients made from the document; the host it came from when absent. */
  readonly serverUrl?: string | undefined;
  readonly apiKeyHeader?: string;
}

/** The OpenAPI 3.1 document of some services: one generator for HTTP and the command line (contract §13). */
export function openApiDocument(
  visible: readonly VisibleService[],
  options: DocumentOptions,
): SchemaObject {
  const services = named(visible);
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      description: 'REST API over the tables, views and routines of a database.',
      version: '1.0.0',
    },
    servers: [{ url: options.serverUrl ?? '/' }],
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

function named(services: readonly VisibleService[]): readonly NamedService[] {
  const nameOf = createComponentNames();
  return services.map(({ name, label, tables, routines }) => ({
    name,
    label,
    tables: tables.map((one) => ({ ...one, component: nameOf(name, one.table.name) })),
    routines: routines.map((routine) => ({ routine, component: nameOf(name, routine.name) })),
  }));
}

function pathsOf(service: NamedService): SchemaObject {
  return merged([
    ...service.tables.map((table) => tablePaths(service.name, table)),
    ...service.routines.map((routine) => routinePath(service.name, routine)),
  ]);
}

function schemasOf(service: NamedService): SchemaObject {
  return merged(service.tables.map(tableSchemas));
}

const merged = (parts: readonly SchemaObject[]): SchemaObject =>
  Object.fromEntries(parts.flatMap((part) => Object.entries(part)));

function tableSchemas({ table, component: name }: NamedTable): SchemaObject {
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

function routinePath(service: string, { routine, component }: NamedRoutine): SchemaObject {
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
        operationId: `call_${component}`,
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
