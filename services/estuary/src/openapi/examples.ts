/** Values that the document shows. They fit together: the item created is the one read and changed. */

export const exampleId = '7b0f5c1e-2f4b-4c8a-9d3e-1a2b3c4d5e6f';
export const otherId = '0c6e1a52-93b7-4d5f-8f0e-6b7a8c9d0e1f';
export const exampleTime = '2026-01-05T10:00:09.456Z';
export const exampleRequestId = '5e1c0c9e-6d2a-4f0b-8a53-0d9c7a1b2e3f';
export const exampleCursor = 'Q1VSU09SLWlzLW9wYXF1ZQ';

interface ExampleItem {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

interface ExampleChange {
  readonly seq: number;
  readonly type: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly item: ExampleItem;
  readonly at: string;
}

const createdAt = '2026-01-05T10:00:00.123Z';

export const createdItem: ExampleItem = {
  id: exampleId,
  name: 'Widget',
  description: null,
  created_at: createdAt,
  updated_at: createdAt,
};

export const updatedItem: ExampleItem = {
  ...createdItem,
  description: 'round',
  updated_at: exampleTime,
};

export const exampleChange: ExampleChange = {
  seq: 42,
  type: 'updated',
  collection: 'items',
  id: exampleId,
  version: 2,
  item: updatedItem,
  at: exampleTime,
};

/** What operations of items show. */
export interface ItemExamples {
  readonly created: unknown;
  readonly updated: unknown;
  /** Bodies that create, by the sentence that introduces each; the same goes for the others. */
  readonly bodies: Readonly<Record<string, unknown>>;
  readonly updates: Readonly<Record<string, unknown>>;
  /** Of PATCH, where it is not the same as PUT. */
  readonly merges?: Readonly<Record<string, unknown>>;
  /** One that creates `created`, and one that makes `updated` of it. */
  readonly body: unknown;
  readonly update: unknown;
}

export const itemExamples: ItemExamples = {
  created: createdItem,
  updated: updatedItem,
  bodies: {
    'A name is enough': { name: 'Widget' },
    'With a description': { name: 'Widget', description: 'round' },
  },
  updates: {
    'Set the description': { description: 'round' },
    'Clear the description': { description: null },
    'Set both': { name: 'Gadget', description: 'square' },
  },
  body: { name: 'Widget' },
  update: { description: 'round' },
};

const times = { created_at: createdAt, updated_at: exampleTime };
const task = { title: 'Buy milk', done: false };

export const exampleSchema: object = {
  type: 'object',
  properties: { title: { type: 'string', minLength: 1 }, done: { type: 'boolean' } },
  required: ['title'],
  additionalProperties: false,
};
export const exampleCollection: object = { name: 'tasks', schema: exampleSchema, ...times };
export const listedCollection: object = { name: 'tasks', ...times };

export const collectionExamples: ItemExamples = {
  created: { id: exampleId, data: task, created_at: createdAt, updated_at: createdAt },
  updated: { id: exampleId, data: { ...task, done: true }, ...times },
  bodies: { 'A task': { data: task } },
  updates: { 'Replace the data': { data: { ...task, done: true } } },
  merges: { 'Merge into the data': { data: { done: true } } },
  body: { data: task },
  update: { data: { ...task, done: true } },
};
