import { recordReadRoutes } from './record-read-routes.ts';
import { recordWriteRoutes } from './record-write-routes.ts';
import type { Route } from './route.ts';

/** The data API (contract §8). */
export const recordRoutes: readonly Route[] = [...recordReadRoutes, ...recordWriteRoutes];
