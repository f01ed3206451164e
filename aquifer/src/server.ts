import type { Log, Scope, ServiceUrl } from '@aquifer/service';

/** Where a server of the house starts. */
export interface ServerContext {
  /** Directory of this server alone, below AQUIFER_HOME. */
  readonly home: string;
  readonly host: string;
  readonly sample: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly scope: Scope;
}

/** What a person is told about a server that runs. */
export interface ServerNote {
  readonly name: string;
  readonly urls: readonly ServiceUrl[];
  /** Worth knowing: another port than usual. */
  readonly remarks: readonly string[];
  readonly commands: readonly ServerCommand[];
}

/** A command that works when pasted, and what it does. */
export interface ServerCommand {
  readonly what: string;
  readonly command: string;
}

/** One server of the house: `registry.ts` lists them. */
export interface Server {
  readonly name: string;
  start(context: ServerContext): Promise<ServerNote>;
}
