import type { Operation } from './operation.ts';
import { changesOperations } from './operations/changes-operations.ts';
import { collectionsOperations } from './operations/collections-operations.ts';
import { documentationOperations } from './operations/documentation-operations.ts';
import { healthOperations } from './operations/health-operations.ts';
import { itemsOperations } from './operations/items-operations.ts';
import { metricsOperations } from './operations/metrics-operations.ts';

/** What is to be said of each operation of the table of routes, by its name. */
export const operations: Readonly<Record<string, Operation>> = {
  ...itemsOperations,
  ...collectionsOperations,
  ...changesOperations,
  ...healthOperations,
  ...metricsOperations,
  ...documentationOperations,
};
