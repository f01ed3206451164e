import { healthRoutes } from './health-routes.ts';
import { importRoutes } from './import-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import type { Route } from './route.ts';
import { rpcRoutes } from './rpc-routes.ts';
import { subscribeRoutes } from './subscribe-routes.ts';

/** Every path of the server. `docs/messagedb/api.md` is held against it by a test. */
export const routes: readonly Route[] = [
  ...rpcRoutes,
  ...subscribeRoutes,
  ...importRoutes,
  ...healthRoutes,
  ...metricsRoutes,
];
