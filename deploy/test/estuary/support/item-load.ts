import { randomUUID } from 'node:crypto';
import { bodyOf } from '../../support/proxied.ts';
import { askNginx } from './ask-nginx.ts';
import type { Question } from './ask-nginx.ts';

/** A request whose client was told that it failed, or nothing. */
export interface FailedRequest {
  readonly method: string;
  readonly isKeyed: boolean;
  /** What was going on when it was sent. */
  readonly during: string;
  readonly reason: string;
}

/**
 * Clients that work with items through nginx; each of their connections carries one request. Half of
 * them send an Idempotency-Key with every write.
 */
export interface ItemLoad {
  /** What is going on, for what fails of the requests that are sent meanwhile. */
  during: string;
  readonly failed: readonly FailedRequest[];
  /** Names of the items that clients know to be there. */
  readonly names: readonly string[];
  /** Resolves when so many further requests were answered. */
  answered(more: number): Promise<void>;
  stop(): Promise<void>;
}

export function startItemLoad(port: number, clients: number): ItemLoad {
  const failed: FailedRequest[] = [];
  const names: string[] = [];
  const run = randomUUID();
  let isOn = true;
  let count = 0;
  const load: ItemLoad = {
    during: '',
    failed,
    names,
    async answered(more) {
      const until = count + more;
      while (count < until) await Promise.race([working, new Promise((go) => setTimeout(go, 5))]);
    },
    async stop() {
      isOn = false;
      await working;
    },
  };

  /** The body of an answer; undefined when the request failed. */
  async function ask(expected: number, path: string, question: Question): Promise<string | void> {
    const { during } = load;
    const { method = 'GET', headers = {} } = question;
    const fail = (reason: string): void =>
      void failed.push({ method, isKeyed: 'idempotency-key' in headers, during, reason });
    try {
      const response = await askNginx(port, path, question);
      const body = await bodyOf(response);
      count += 1;
      if (response.statusCode === expected) return body;
      fail(`${response.statusCode} ${body}`);
    } catch (error) {
      fail(String(error));
    }
  }

  async function work(client: number): Promise<void> {
    const isKeyed = client % 2 === 0;
    const type = { 'content-type': 'application/json' };
    const headers = (): Readonly<Record<string, string>> =>
      isKeyed ? { ...type, 'idempotency-key': randomUUID() } : type;
    for (let round = 0; isOn; round += 1) {
      const name = `${run} ${client} ${round}`;
      const item = { method: 'POST', body: JSON.stringify({ name }), headers: headers() };
      const made = await ask(201, '/api/v1/items', item);
      // Without a key nobody knows whether it is there.
      if (made === undefined) continue;
      const path = `/api/v1/items/${(JSON.parse(made) as { readonly id: string }).id}`;
      await ask(200, path, { method: 'PUT', body: '{"description":"seen"}', headers: headers() });
      await ask(200, path, {});
      await ask(200, '/api/v1/items?cursor=&limit=5&total=false', {});
      // Done twice by nginx, and without a key, it would say that there is nothing any more.
      if (isKeyed && round % 8 > 0) await ask(204, path, { method: 'DELETE', headers: headers() });
      else names.push(name);
    }
  }

  const working = Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return load;
}
