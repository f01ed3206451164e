import type { Log } from './log/create-log.ts';
import type { Scope } from './scope.ts';
import type { SettingsTable } from './settings/define-settings.ts';

/**
 * A server as a value. It never touches `process`, signals or globals, so the same value runs
 * alone, inside `aquifer`, and in a test on a random port.
 */
export interface Service<S extends object> {
  readonly name: string;
  readonly version: string;
  readonly settings: SettingsTable<S>;
  /**
   * Opens everything and begins to serve; resolves when the first request would be answered.
   * Each thing opened is handed to `context.scope` at once, so that a later failure closes it.
   */
  start(context: ServiceContext<S>): Promise<RunningService>;
}

/** What a service is given. */
export interface ServiceContext<S extends object> {
  readonly settings: S;
  readonly log: Log;
  /** Takes what must be closed; its signal is aborted when stopping begins. */
  readonly scope: Scope;
}

/** A service that answers. It is stopped by closing the scope it was started with. */
export interface RunningService {
  /** Where people reach it, in the order to be shown. */
  readonly urls: readonly ServiceUrl[];
  /** What else to tell the person who started it, a line each. */
  readonly notes?: readonly string[];
  /** Resolves, with the reason, when the service cannot go on by itself and must be stopped. */
  readonly failed?: Promise<unknown>;
}

/** An address to show, such as `{ label: 'OpenAPI', url: 'http://127.0.0.1:8080/openapi.json' }`. */
export interface ServiceUrl {
  readonly label: string;
  readonly url: string;
}
