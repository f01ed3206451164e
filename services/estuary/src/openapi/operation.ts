import type { FaultCode } from '../faults.ts';
import type { HeaderName } from './answer-headers.ts';
import type { JsonObject } from './json-schema.ts';
import type { ParameterName } from './parameters.ts';

export type Tag = 'items' | 'collections' | 'changes' | 'health' | 'metrics' | 'documentation';

/** A body, or one of several shapes of it. */
export interface Content {
  readonly schema: JsonObject;
  /** By the sentence that introduces it. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** An answer that is no error. */
export interface Answer {
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  /** By media type; absent where there is no body. */
  readonly content?: Readonly<Record<string, Content>>;
}

/** What the table of routes does not say of an operation. */
export interface Operation {
  /** A `Tag`, or that of one collection. */
  readonly tag: string;
  /** Markdown. The summary is the route's. */
  readonly description?: string;
  readonly parameters?: readonly ParameterName[];
  /** By media type. */
  readonly body?: Readonly<Record<string, Content>>;
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** How it fails, besides what its path and method bring with them. */
  readonly faults: readonly FaultCode[];
  /** `read` and `write` are what a token needs a scope for, where one is set. */
  readonly access: 'open' | 'read' | 'write' | 'scrape';
}
