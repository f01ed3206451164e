import { createLog } from '../src/index.ts';
import type { Log, LogFormat, LogLevel } from '../src/index.ts';

/** A log whose output can be read back. */
export function captureLog(format: LogFormat = 'json', level: LogLevel = 'trace'): CapturedLog {
  let text = '';
  const destination = { write: (line: string) => (text += line) };
  return {
    log: createLog({ level, format, destination }),
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}

interface CapturedLog {
  readonly log: Log;
  readonly text: () => string;
  readonly lines: () => Record<string, unknown>[];
}
