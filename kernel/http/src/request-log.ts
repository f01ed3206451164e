import type { Log } from '@aquifer/service';
import type { FastifyBaseLogger } from 'fastify';

/** What pino's methods take; its overloads describe a list that may begin with an object. */
type Line = [string];

/**
 * The log Fastify is given. Fastify makes a child for every request, which with pino costs more
 * than routing does, and most requests log nothing; so the pino child is made on first use.
 */
export function createRequestLog(log: Log): FastifyBaseLogger {
  return new RequestLog(log);
}

class RequestLog implements FastifyBaseLogger {
  readonly #parent: Log;
  readonly #bindings: object | undefined;
  #own: Log | undefined;

  constructor(parent: Log, bindings?: object) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  child(bindings: object): FastifyBaseLogger {
    return new RequestLog(this.#log(), bindings);
  }

  get level(): string {
    return this.#log().level;
  }

  fatal(...line: unknown[]): void {
    this.#log().fatal(...(line as Line));
  }

  error(...line: unknown[]): void {
    this.#log().error(...(line as Line));
  }

  warn(...line: unknown[]): void {
    this.#log().warn(...(line as Line));
  }

  info(...line: unknown[]): void {
    this.#log().info(...(line as Line));
  }

  debug(...line: unknown[]): void {
    this.#log().debug(...(line as Line));
  }

  trace(...line: unknown[]): void {
    this.#log().trace(...(line as Line));
  }

  silent(): void {
    // The level below all levels: pino writes nothing either.
  }

  #log(): Log {
    if (this.#bindings === undefined) return this.#parent;
    this.#own ??= this.#parent.child(this.#bindings);
    return this.#own;
  }
}
