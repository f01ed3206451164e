/*
 * The parts of an OpenAPI document that the page shows. It is read from the document alone, so that
 * it can say nothing else.
 */

export interface Reference {
  readonly $ref: string;
}

export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: ApiSchema;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly ApiSchema[];
  readonly oneOf?: readonly ApiSchema[];
}

export interface ApiExample {
  readonly summary?: string;
  readonly value: unknown;
}

export type ApiExamples = Readonly<Record<string, ApiExample | Reference>>;

export interface ApiParameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  readonly allowEmptyValue?: boolean;
  readonly description?: string;
  readonly schema: ApiSchema;
  readonly example?: unknown;
}

export interface ApiHeader {
  readonly description?: string;
  readonly schema: ApiSchema;
}

export type ApiContent = Readonly<
  Record<string, { readonly schema: ApiSchema; readonly examples?: ApiExamples }>
>;

export interface ApiAnswer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: ApiContent;
}

export interface ApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Reference[];
  readonly requestBody?: { readonly content: ApiContent };
  readonly responses: Readonly<Record<string, ApiAnswer>>;
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>;
    readonly schemas: Readonly<Record<string, ApiSchema>>;
    readonly parameters: Readonly<Record<string, ApiParameter>>;
    readonly headers: Readonly<Record<string, ApiHeader>>;
    readonly examples: Readonly<Record<string, ApiExample>>;
  };
}

/** An operation and where it is. */
export interface PlacedOperation extends ApiOperation {
  readonly method: string;
  readonly path: string;
}

/** The last part of a reference, which is the name of a component. */
export const nameOf = ({ $ref }: Reference): string => $ref.slice($ref.lastIndexOf('/') + 1);

export function operationsOf({ paths }: ApiDocument, tag: string): readonly PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
}

export function parametersOf(
  { components }: ApiDocument,
  { parameters = [] }: ApiOperation,
): readonly ApiParameter[] {
  return parameters.flatMap((reference) => components.parameters[nameOf(reference)] ?? []);
}

/** Examples with the sentence that introduces each. */
export function examplesOf(
  { components }: ApiDocument,
  examples: ApiExamples = {},
): readonly ApiExample[] {
  return Object.values(examples).flatMap((example) =>
    '$ref' in example ? (components.examples[nameOf(example)] ?? []) : example,
  );
}
