import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { batchLines } from './batch-lines.ts';
import { createHideSecrets } from './hide-secrets.ts';
import { renderJsonLine, renderLogfmtLine, renderPrettyLine } from './render-line.ts';
import type { RenderLine } from './render-line.ts';
import { renderLines } from './render-lines.ts';

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
  /** Where lines go; standard error by default, written by the end of the turn of the event loop. */
  readonly destination?: DestinationStream;
  /** Further ends of field names (`pin`, `otp`) whose values are hidden, in any case, at any depth. */
  readonly redact?: readonly string[];
}

const STANDARD_ERROR = 2;

const RENDER_BY_FORMAT: Readonly<Record<LogFormat, RenderLine>> = {
  json: renderJsonLine,
  logfmt: renderLogfmtLine,
  pretty: renderPrettyLine,
};

/**
 * Creates a log. Fields named like secrets (password, token, cookie, dsn, …) are hidden, and so are
 * passwords in connection strings; errors are logged with code, causes and, unless they are
 * faults, stack.
 */
export function createLog(options: LogOptions): Log {
  const log: Log = pino(
    // Process id and host name are the collector's to add.
    { level: options.level, base: null },
    options.destination ?? batchLines(pino.destination({ fd: STANDARD_ERROR, sync: true })),
  );
  renderLines(log, RENDER_BY_FORMAT[options.format], createHideSecrets(options.redact));
  return log;
}
