import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { batchLines } from './batch-lines.ts';
import { createHideSecrets } from './hide-secrets.ts';
import {
  createRenderJson,
  renderConsoleLine,
  renderLogfmtLine,
  renderPrettyLine,
} from './render-line.ts';
import type { RenderLine } from './render-line.ts';
import { renderLines } from './render-lines.ts';

/** The log every part is given: pino's interface, `log.info({ key: value }, 'sentence')`. */
export type Log = Logger;

/**
 * `json` for machines, `logfmt` for `time=… level=INFO msg=… key=value`, `pretty` for people at a
 * terminal, `console` for people who read it later: `2026-01-02T03:04:05.678Z INFO  sentence key=value`.
 */
export type LogFormat = 'json' | 'logfmt' | 'pretty' | 'console';

/** The levels an operator can choose. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** How to log. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Name of the time in JSON. Default `time`. */
  readonly timeKey?: string;
  /** Name of the sentence in JSON. Default `msg`. */
  readonly messageKey?: string;
  /** Levels in JSON as `INFO` and, the most severe one, `ERROR`. Default `info`, `fatal`. */
  readonly upperCaseLevels?: boolean;
  /** Whether errors have their stacks. Default true. */
  readonly stacks?: boolean;
  /** Which stream of the process gets the lines, by the end of the turn of the event loop. Default `stderr`. */
  readonly stream?: 'stdout' | 'stderr';
  /** Where lines go instead. */
  readonly destination?: DestinationStream;
  /** Further ends of field names (`pin`, `otp`) whose values are hidden, in any case, at any depth. */
  readonly redact?: readonly string[];
}

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

const RENDER_BY_FORMAT: Readonly<Record<Exclude<LogFormat, 'json'>, RenderLine>> = {
  console: renderConsoleLine,
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
    options.destination ??
      batchLines(pino.destination({ fd: DESCRIPTORS[options.stream ?? 'stderr'], sync: true })),
  );
  const { format } = options;
  const render = format === 'json' ? createRenderJson(options) : RENDER_BY_FORMAT[format];
  renderLines(log, render, createHideSecrets(options.redact, options.stacks));
  return log;
}
