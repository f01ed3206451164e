import { pino } from 'pino';
import type { Logger } from 'pino';
import { hideCredentials } from './hide-credentials.ts';
import type { HideSecrets } from './hide-secrets.ts';
import type { RenderLine } from './render-line.ts';

/** The part of a pino logger that turns a call into a line; child loggers inherit it. */
interface LineState {
  [pino.symbols.asJsonSym]: (
    this: LineState,
    fields: object | null,
    message: unknown,
    level: number,
  ) => string;
  /** The fields of a child logger as JSON, each preceded by a comma. */
  readonly [pino.symbols.chindingsSym]: string;
}

/** A child's fields, and the JSON they were read from: `setBindings` may add to it. */
interface Bindings {
  readonly json: string;
  readonly fields: Record<string, unknown>;
}

/**
 * Makes a logger and its children render lines our way, with secrets hidden in all fields. pino
 * offers its symbols for this. The plainer ways fall short: its `redact` option needs every path
 * by name, its formatters do not see a child's fields, and a destination that parses each JSON
 * line again costs 2.5 µs more, while servers write one line per request.
 */
export function renderLines(log: Logger, render: RenderLine, hideSecrets: HideSecrets): void {
  const bindingsByLogger = new WeakMap<LineState, Bindings>();
  const state = log as unknown as LineState;
  state[pino.symbols.asJsonSym] = function renderCall(fields, message, level) {
    return render({
      time: Date.now(),
      level: log.levels.labels[level] ?? 'info',
      message: typeof message === 'string' ? hideCredentials(message) : '',
      bindings: this[pino.symbols.chindingsSym] === '' ? undefined : bindingsOf(this),
      fields: fields === null ? undefined : hideSecrets(fields as Record<string, unknown>),
    });
  };

  function bindingsOf(logger: LineState): Record<string, unknown> {
    const json = logger[pino.symbols.chindingsSym];
    const known = bindingsByLogger.get(logger);
    if (known !== undefined && known.json === json) return known.fields;
    const parsed = JSON.parse(`{${json.slice(1)}}`) as Record<string, unknown>;
    const fields = hideSecrets(parsed);
    bindingsByLogger.set(logger, { json, fields });
    return fields;
  }
}
