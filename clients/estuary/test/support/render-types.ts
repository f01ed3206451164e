/** A JSON Schema, as far as our documents use it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref: string }[];
}

/** An OpenAPI document, as far as types are made from it. */
export interface TypedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

const head = `/*
 * Made from the OpenAPI document of Estuary, and so not to be changed by hand:
 *
 *   npx vitest run clients/estuary/test/generated-types.test.ts --update=all
 */
`;

/** TypeScript for all schemas of a document, and for the query of each operation that has one. */
export function renderTypes(document: TypedDocument): string {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    renderNamed(name, schema),
  );
  return [head, ...schemas, ...queriesOf(document)].join('\n');
}

function queriesOf({ paths, components }: TypedDocument): readonly string[] {
  return Object.values(paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ operationId, parameters = [] }) => {
      const query = parameters
        .map(({ $ref }) => components.parameters[lastOf($ref)])
        .filter((parameter) => parameter?.in === 'query')
        .flatMap((parameter) => parameter ?? []);
      if (query.length === 0) return [];
      const description = `Query of the operation \`${operationId}\`.`;
      return [renderNamed(`${capital(operationId)}Query`, { description, ...objectOf(query) })];
    });
}

const objectOf = (parameters: readonly Parameter[]): Schema => ({
  properties: Object.fromEntries(
    parameters.map(({ name, schema, description = '' }) => [name, { ...schema, description }]),
  ),
  required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
});

function renderNamed(name: string, schema: Schema): string {
  const comment = commentOf(schema, '');
  if (schema.properties === undefined) {
    return `${comment}export type ${name} =${renderType(schema)};\n`;
  }
  return `${comment}export interface ${name} ${renderObject(schema, '')}\n`;
}

function renderObject({ properties = {}, required = [] }: Schema, indent: string): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${commentOf(schema, `${indent}  `)}${indent}  readonly ${name}${mark}:${renderType(schema, `${indent}  `)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

/** With a blank before it, or on lines of its own where it is a long choice. */
function renderType(schema: Schema, indent = ''): string {
  const choices = choicesOf(schema, indent);
  if (choices.length < 4 && !choices.some((choice) => choice.includes('\n'))) {
    return ` ${choices.join(' | ')}`;
  }
  return choices.map((choice) => `\n${indent}  | ${choice}`).join('');
}

function choicesOf(schema: Schema, indent: string): readonly string[] {
  const { $ref, enum: words, anyOf, oneOf, items, properties, type } = schema;
  if ($ref !== undefined) return [lastOf($ref)];
  if (words !== undefined) return words.map((word) => `'${String(word)}'`);
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) {
    return alternatives.flatMap((one) => choicesOf(one, `${indent}    `));
  }
  if (items !== undefined) return [`readonly ${choicesOf(items, indent).join(' | ')}[]`];
  if (properties !== undefined) return [renderObject(schema, indent)];
  const types = typeof type === 'string' ? [type] : (type ?? ['unknown']);
  return types.map((one) => (one === 'integer' ? 'number' : one));
}

const commentOf = ({ description }: Schema, indent: string): string =>
  description === undefined || description === '' ? '' : `${indent}/** ${description} */\n`;

const lastOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
