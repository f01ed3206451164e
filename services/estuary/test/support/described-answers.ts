import * as formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { Answer } from './running-estuary.ts';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly headers?: object;
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
      }
    >
  >;
}

/** An OpenAPI document, as far as tests read it. */
export interface TestDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Headers that the document speaks of where they are sent. */
const SPOKEN_OF =
  /^(x-request-id|x-api-version|(x-)?ratelimit.*|retry-after|etag|location|link|idempotency-replayed|www-authenticate)$/;

/** Checks values and answers against a document. */
export class DescribedAnswers {
  readonly #document: TestDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: TestDocument) {
    this.#document = document;
    formats.default.default(this.#ajv);
    this.#ajv.addSchema(document, 'api');
  }

  /** What is wrong with a value by a schema; its references are into the document. */
  problemsOf(schema: object, value: unknown): readonly ErrorObject[] {
    const absolute = JSON.stringify(schema).replaceAll('"#/', '"api#/');
    const validate =
      this.#validators.get(absolute) ?? this.#ajv.compile(JSON.parse(absolute) as object);
    this.#validators.set(absolute, validate);
    return validate(value) ? [] : (validate.errors ?? []);
  }

  /** The answer of an operation is one that the document knows, down to the order of its keys. */
  expect(method: string, path: string, answer: Answer): void {
    const title = `${method} ${path} ${answer.status}`;
    const described = this.#document.paths[path]?.[method.toLowerCase()]?.responses[answer.status];
    expect(described, `${title} is described`).toBeDefined();
    const sent = [...answer.headers.keys()].filter((name) => SPOKEN_OF.test(name));
    const headers = Object.keys(described?.headers ?? {}).map((name) => name.toLowerCase());
    expect(headers, `headers of ${title}`).toEqual(expect.arrayContaining(sent));
    const type = answer.headers.get('content-type')?.split(';')[0];
    if (type === undefined) {
      expect(described?.content, `${title} has no body`).toBeUndefined();
      return;
    }
    const schema = described?.content?.[type]?.schema;
    expect(schema, `${type} of ${title}`).toBeDefined();
    const value = type === 'application/json' ? answer.json : answer.text;
    expect(this.problemsOf(schema ?? {}, value), answer.text).toEqual([]);
    this.#expectKeys(schema ?? {}, value, title);
  }

  /** Keys are those of the schema, in its order. */
  #expectKeys(schema: Schema, value: unknown, where: string): void {
    const { properties, items, anyOf } = this.#resolved(schema);
    const fitting = anyOf?.find((one) => this.problemsOf(one, value).length === 0);
    if (fitting !== undefined) this.#expectKeys(fitting, value, where);
    if (Array.isArray(value)) {
      for (const one of value) this.#expectKeys(items ?? {}, one, `${where}[]`);
    } else if (properties !== undefined && typeof value === 'object' && value !== null) {
      const known = Object.keys(properties).filter((name) => Object.hasOwn(value, name));
      expect(Object.keys(value), `keys of ${where}`).toEqual(known);
      for (const [name, inner] of Object.entries(value)) {
        this.#expectKeys(properties[name] ?? {}, inner, `${where}.${name}`);
      }
    }
  }

  #resolved(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (this.#document.components.schemas[name] ?? {});
  }
}
