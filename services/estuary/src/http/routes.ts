import { changesRoutes } from './changes-routes.ts';
import { collectionsRoutes } from './collections-routes.ts';
import { documentationRoutes } from './documentation-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { itemsRoutes } from './items-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import type { Route } from './route.ts';

/** Every path the server answers (contract §5). */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...metricsRoutes,
  ...itemsRoutes,
  ...collectionsRoutes,
  ...changesRoutes,
  ...documentationRoutes,
];
