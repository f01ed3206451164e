export { createEstuaryService } from './service.ts';
export { readConfiguration } from './configuration/read-configuration.ts';
export type { Configuration } from './configuration/read-configuration.ts';
export { estuarySettings } from './settings.ts';
export type { EstuarySettings } from './settings.ts';
export { routes } from './http/routes.ts';
export type { Route } from './http/route.ts';
export { createObservations, metricNames } from './http/observations.ts';
