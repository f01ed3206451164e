import type { CallOptions, StreamsOptions } from './call-options.ts';
import type { Connection } from './connection.ts';

export interface StreamSummary {
  readonly stream: string;
  /** Position of its last message. */
  readonly version: number;
  /** Time of its last message. */
  readonly lastActivity: string;
}

export interface CategorySummary {
  readonly category: string;
  readonly streamCount: number;
  readonly messageCount: number;
}

export interface Health {
  readonly status: 'ok';
  readonly backend: 'memory' | 'sqlite' | 'postgres';
  /** Open subscriptions of the instance that answered. */
  readonly connections: number;
}

/** What there is, in the namespace and of the server. */
export interface Summaries {
  /** Streams of the namespace, sorted by name. */
  streams(options?: StreamsOptions): Promise<readonly StreamSummary[]>;
  /** Categories of the namespace, sorted by name. */
  categories(options?: CallOptions): Promise<readonly CategorySummary[]>;
  health(options?: CallOptions): Promise<Health>;
  serverVersion(options?: CallOptions): Promise<string>;
}

export function createSummaries(connection: Connection): Summaries {
  return {
    streams: ({ signal, ...query } = {}) => connection.call(['ns.streams', query], signal),
    categories: ({ signal } = {}) => connection.call(['ns.categories'], signal),
    health: ({ signal } = {}) => connection.call(['sys.health'], signal),
    serverVersion: ({ signal } = {}) => connection.call(['sys.version'], signal),
  };
}
