import { createLog } from '@aquifer/service';
import type { Log, LogLevel } from '@aquifer/service';
import type { EstuarySettings } from '../settings.ts';
import { defaultDirectives } from '../settings/choices.ts';
import { levelOf, parseDirectives } from './parse-directives.ts';
import type { Directive } from './parse-directives.ts';

/** A log for each target of `RUST_LOG` (contract §17). */
export interface Logs {
  /** `estuary` */
  readonly app: Log;
  /** `estuary::auth` */
  readonly auth: Log;
  /** `estuary::db` */
  readonly database: Log;
  /** `tower_http`: a line for each request. */
  readonly access: Log;
  /** What is to be said of the directives. */
  readonly warnings: readonly string[];
}

export type LogSettings = Pick<
  EstuarySettings,
  'profile' | 'rustLog' | 'logLevel' | 'logFormat' | 'rustBacktrace'
>;

/** Opens the logs of a server on standard output. */
export function createLogs(settings: LogSettings): Logs {
  const { directives, warnings } = directivesOf(settings);
  const base = createLog({
    level: 'trace',
    format: settings.logFormat,
    stream: 'stdout',
    timeKey: 'timestamp',
    messageKey: 'message',
    upperCaseLevels: true,
    stacks: settings.rustBacktrace === 'on',
  });
  const logOf = (target: string): Log =>
    base.child({ target }, { level: pinoLevel(directives, target) });
  return {
    app: logOf('estuary'),
    auth: logOf('estuary::auth'),
    database: logOf('estuary::db'),
    access: logOf('tower_http'),
    warnings,
  };
}

/** One log for everything, for a server that runs beside others. */
export const oneLog = (log: Log): Logs => ({
  app: log,
  auth: log,
  database: log,
  access: log,
  warnings: [],
});

interface Directives {
  readonly directives: readonly Directive[];
  readonly warnings: readonly string[];
}

/** `RUST_LOG` where it is set, else `LOG_LEVEL`, else what the profile says. */
function directivesOf({ profile, rustLog, logLevel }: LogSettings): Directives {
  const byDefault = defaultDirectives[profile];
  const directives = parseDirectives(rustLog ?? logLevel ?? byDefault);
  if (directives !== undefined) return { directives, warnings: [] };
  return {
    directives: parseDirectives(byDefault) ?? [],
    warnings: [`RUST_LOG cannot be parsed; ${byDefault} is used`],
  };
}

function pinoLevel(directives: readonly Directive[], target: string): LogLevel {
  const level = levelOf(directives, target);
  return level === 'off' ? 'silent' : level;
}
