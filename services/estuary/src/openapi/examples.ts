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
