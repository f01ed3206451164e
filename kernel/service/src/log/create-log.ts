import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** The log every part is given: pino's interface, `log.info({ key: value }, 'sentence')`. */
export type Log = Logger;

/** `json` for machines, `logfmt` for `time=… level=INFO msg=… key=value`, `pretty` for people. */
export type LogFormat = 'json' | 'logfmt' | 'pretty';

/** The levels an operator can choose. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** How to log. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Where lines go; standard error by default. */
  readonly destination?: DestinationStream;
  /** Names of further fields whose values are hidden, at any depth, in any case. */
  readonly redact?: readonly string[];
}

/** Creates a log. Fields named like secrets (password, token, cookie, dsn, …) are hidden. */
export function createLog(options: LogOptions): Log {
  return options.destination === undefined
    ? pino({ level: options.level })
    : pino({ level: options.level }, options.destination);
}
