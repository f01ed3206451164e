import { adminRoutes } from './admin-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { contractRoutes } from './contract-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { openApiRoutes } from './openapi-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { roleRoutes } from './role-routes.ts';
import type { Route } from './route.ts';
import { routineRoutes } from './routine-routes.ts';
import { schemaRoutes } from './schema-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { setupRoutes } from './setup-routes.ts';

/** Every route of the server. `docs/faucet/api.md` is held against it by a test. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...metricsRoutes,
  ...openApiRoutes,
  ...setupRoutes,
  ...sessionRoutes,
  ...adminRoutes,
  ...serviceRoutes,
  ...roleRoutes,
  ...keyRoutes,
  ...contractRoutes,
  ...auditRoutes,
  ...mcpRoutes,
  ...schemaRoutes,
  ...routineRoutes,
  ...recordRoutes,
];
