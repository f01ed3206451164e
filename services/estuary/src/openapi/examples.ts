/** Values that the document shows. They fit together: the item created is the one read and changed. */

export const exampleId = '7b0f5c1e-2f4b-4c8a-9d3e-1a2b3c4d5e6f';
export const exampleTime = '2026-01-05T10:00:09.456Z';
export const exampleRequestId = '5e1c0c9e-6d2a-4f0b-8a53-0d9c7a1b2e3f';
export const exampleCursor = 'Q1VSU09SLWlzLW9wYXF1ZQ';

const createdAt = '2026-01-05T10:00:00.123Z';

export const createdItem = {
  id: exampleId,
  name: 'Widget',
  description: null,
  created_at: createdAt,
  updated_at: createdAt,
};

export const updatedItem = { ...createdItem, description: 'round', updated_at: exampleTime };

export const exampleChange = {
  seq: 42,
  type: 'updated',
  collection: 'items',
  id: exampleId,
  version: 2,
  item: updatedItem,
  at: exampleTime,
};
