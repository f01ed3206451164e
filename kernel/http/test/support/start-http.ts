import { openScope } from '@aquifer/service';
import type { Scope } from '@aquifer/service';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createHttp, listen } from '../../src/index.ts';
import type { HttpOptions } from '../../src/index.ts';

/** One parsed line of the log. */
export type LogLine = Record<string, unknown>;

export interface StartedHttp {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly port: number;
  /** Everything logged so far. */
  readonly lines: LogLine[];
  /** Drains the server; cuts what is left after `deadlineMs`. */
  stop(deadlineMs?: number): Promise<void>;
}

/** Options that keep a test short: a log one can read, faults as `{ code, message }`. */
export function testOptions(lines: LogLine[] = []): HttpOptions {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) };
  return {
    log: pino({ level: 'debug' }, destination),
    renderFault: ({ code, status, message, context }) => ({
      status,
      body: { code, message, ...(context !== undefined && { context }) },
    }),
  };
}

/** Starts a server on a free port; it is stopped when the test ends. */
export async function startHttp(
  addRoutes: (app: FastifyInstance) => void,
  options: Partial<HttpOptions> = {},
): Promise<StartedHttp> {
  const lines: LogLine[] = [];
  const app = createHttp({ ...testOptions(lines), ...options });
  addRoutes(app);
  const scope: Scope = openScope();
  const { log } = testOptions();
  const stop = async (deadlineMs = 5000): Promise<void> => {
    await scope.close({ deadlineMs, log });
  };
  onTestFinished(() => stop(0));
  const { url, port } = await listen(app, { host: '127.0.0.1', port: 0 }, scope);
  return { app, url, port, lines, stop };
}
