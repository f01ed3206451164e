import { renderLogfmtFields, renderLogfmtValue } from './logfmt.ts';

/** What a log line consists of. Bindings and fields are free of secrets. */
export interface LineParts {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `info`, `warn`, … */
  readonly level: string;
  /** Empty if none was given. */
  readonly message: string;
  /** Fields of a child logger. */
  readonly bindings: LineFields | undefined;
  readonly fields: LineFields | undefined;
}

/** Scalars, lists and plain objects by name. */
export type LineFields = Readonly<Record<string, unknown>>;

/** Renders a line with its end. */
export type RenderLine = (parts: LineParts) => string;

/** What readers of lines call their parts. */
export interface JsonNames {
  readonly timeKey?: string;
  readonly messageKey?: string;
  readonly upperCaseLevels?: boolean;
}

/** One JSON object: `level`, the time (RFC 3339, milliseconds, UTC), the fields, `msg`. */
export function createRenderJson({
  timeKey = 'time',
  messageKey = 'msg',
  upperCaseLevels = false,
}: JsonNames = {}): RenderLine {
  return ({ time, level, message, bindings, fields }) => {
    const stamp = new Date(time).toISOString();
    const word = upperCaseLevels ? upperCase(level) : level;
    const parts = { level: word, [timeKey]: stamp, ...bindings, ...fields, [messageKey]: message };
    return `${JSON.stringify(parts)}\n`;
  };
}

/** Readers of such levels know none above `ERROR`. */
const upperCase = (level: string): string => (level === 'fatal' ? 'ERROR' : level.toUpperCase());

/** As a terminal shows it, with the whole time: `2026-01-02T03:04:05.678Z INFO  sentence key=value`. */
export function renderConsoleLine(parts: LineParts): string {
  return `${new Date(parts.time).toISOString()}${renderPrettyLine(parts).slice(CLOCK_LENGTH)}`;
}

/** `03:04:05.678`, with which a line for a terminal begins. */
const CLOCK_LENGTH = 12;

/** `time=<RFC 3339, milliseconds, UTC> level=INFO msg=… key=value`, as Go's text logs look. */
export function renderLogfmtLine({ time, level, message, bindings, fields }: LineParts): string {
  const stamp = new Date(time).toISOString();
  const head = `time=${stamp} level=${level.toUpperCase()} msg=${renderLogfmtValue(message)}`;
  return `${head}${renderLogfmtFields(bindings)}${renderLogfmtFields(fields)}\n`;
}

/** For people: the time of day first, a stack trace on lines of its own. */
export function renderPrettyLine({ time, level, message, bindings, fields }: LineParts): string {
  const clock = new Date(time).toISOString().slice(11, 23);
  const { rest, trace } = takeStack(fields);
  const text = renderLogfmtFields(bindings) + renderLogfmtFields(rest);
  return `${clock} ${level.toUpperCase().padEnd(5)} ${message}${text}\n${trace}`;
}

function takeStack(fields: LineFields | undefined): {
  readonly rest: LineFields | undefined;
  readonly trace: string;
} {
  const error = fields?.['err'];
  if (typeof error !== 'object' || error === null || !('stack' in error)) {
    return { rest: fields, trace: '' };
  }
  const { stack, ...err } = error;
  return { rest: { ...fields, err }, trace: `${String(stack).replaceAll(/^/gm, '    ')}\n` };
}
