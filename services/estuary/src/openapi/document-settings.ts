import type { EstuarySettings } from '../settings.ts';

/** Settings that show in the document. */
export type DocumentSettings = Pick<
  EstuarySettings,
  | 'authEnabled'
  | 'authPublicRead'
  | 'authOwner'
  | 'authScopeRead'
  | 'authScopeWrite'
  | 'metricsToken'
  | 'rateLimitEnabled'
  | 'requireIfMatch'
  | 'bodyLimitBytes'
  | 'databaseType'
>;

/** A line of the table of routes, as far as it is described. */
export interface RouteLine {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
}
