export { createAquiferService } from './service.ts';
export type { AquiferService, AquiferServiceOptions } from './service.ts';
export { aquiferSettings } from './settings.ts';
export type { AquiferSettings } from './settings.ts';
export type { ServerNote } from './server.ts';
