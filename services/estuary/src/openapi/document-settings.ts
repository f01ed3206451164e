import type { Schema } from '../collections/subschemas.ts';
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

/** What the document says of a declared collection. */
export interface DescribedCollection {
  readonly name: string;
  readonly schema: Schema;
}

/** A line of the table of routes, as far as it is described. */
export interface RouteLine {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
}
