import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../access/caller.ts';
import type { Caller } from '../access/caller.ts';
import { openDesk } from '../administration/desk.ts';
import type { Desk } from '../administration/desk.ts';
import type { Faucet } from '../faucet.ts';
import { fault } from '../faults.ts';
import type { Call } from './route.ts';

/** A request as handlers see it. A class, because one is made for every request and closures would cost. */
export class HttpCall implements Call {
  readonly faucet: Faucet;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  #bodyText: string | undefined;

  constructor(faucet: Faucet, request: FastifyRequest, reply: FastifyReply) {
    this.faucet = faucet;
    this.request = request;
    this.reply = reply;
  }

  get caller(): Caller {
    const { caller } = this.request;
    if (caller === undefined) throw fault('credentials_missing');
    return caller;
  }

  get params(): Readonly<Record<string, string>> {
    // Fastify types parameters by the route's generics; ours are all text.
    return this.request.params as Readonly<Record<string, string>>;
  }

  get query(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.request.query as Record<string, string | string[]>);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
    );
  }

  get bodyText(): string {
    this.#bodyText ??= textOf(this.request.body);
    return this.#bodyText;
  }

  json(): unknown {
    const text = this.bodyText;
    if (text.trim() === '') return {};
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw fault('invalid_body', { reason: 'it is not valid JSON' }, { cause });
    }
  }

  desk(): Desk {
    const { faucet, request } = this;
    return openDesk({
      store: faucet.store,
      audit: faucet.audit,
      actor: actorOf(request.caller),
      origin: { requestId: request.id, remoteAddress: request.ip },
    });
  }
}

/** Decoding what is not UTF-8 would put other characters in its place, and those would be stored. */
function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return '';
  if (isUtf8(body)) return body.toString();
  throw fault('invalid_body', { reason: 'it is not UTF-8' });
}
