export { createMessageDbService } from './service.ts';
export type { MessageDbService, RunningMessageDb } from './service.ts';
export { messageDbSettings } from './settings.ts';
export type { MessageDbSettings } from './settings.ts';
export { methods } from './rpc/methods.ts';
export type { Method } from './rpc/method.ts';
export { routes } from './http/routes.ts';
export type { Route } from './http/route.ts';
export { metricNames } from './http/observations.ts';
