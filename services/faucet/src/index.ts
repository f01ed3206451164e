export { prepareReader } from './administration/prepare-reader.ts';
export type { ReaderOptions } from './administration/prepare-reader.ts';
export { createFaucetService } from './service.ts';
export type { OpenFaucetOptions } from './open-faucet.ts';
export { faucetSettings } from './settings.ts';
export type { FaucetSettings } from './settings.ts';
export type { NewDatabaseService } from './model/database-service.ts';
export { routes } from './http/routes.ts';
export type { Route, RouteAccess } from './http/route.ts';
