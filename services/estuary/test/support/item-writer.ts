import { randomUUID } from 'node:crypto';
import { createRequest } from './running-estuary.ts';
import type { Answer, TestItem } from './running-estuary.ts';

/** An item with its version, as lists show it with `include=version`. */
export interface VersionedItem extends TestItem {
  readonly version: number;
}

/** A write as it was sent; under its key it can be sent again. */
export type ItemWrite = { readonly key: string } & (
  | { readonly method: 'POST'; readonly name: string }
  | { readonly method: 'PUT'; readonly before: VersionedItem; readonly description: string }
  | { readonly method: 'DELETE'; readonly before: VersionedItem }
);

const ITEMS_AT_MOST = 15;

/** Writes items of its own over HTTP, one request after the other, and knows what it was answered. */
export class ItemWriter {
  /** Its items by their ids, as the last answers told them. */
  readonly items: Map<string, VersionedItem> = new Map();
  /** How many writes were answered. */
  answered = 0;
  /** The write that got no answer. */
  unanswered: ItemWrite | undefined;
  readonly #name: string;
  #sent = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Writes until a write gets no answer. Throws when one is refused. */
  async writeUntilCut(url: string): Promise<void> {
    while (this.unanswered === undefined) await this.write(url, this.#next());
  }

  /** Does a write. Undefined when it got no answer; throws when it was refused. */
  async write(url: string, write: ItemWrite): Promise<Answer | undefined> {
    this.unanswered = write;
    const answer = await send(url, write).catch(() => undefined);
    if (answer === undefined) return undefined;
    if (answer.status !== STATUS[write.method]) {
      throw new Error(`${write.method}: ${answer.status} ${answer.text}`);
    }
    this.unanswered = undefined;
    this.answered += 1;
    if (write.method === 'DELETE') this.items.delete(write.before.id);
    else {
      const item = answer.json as TestItem;
      const version = Number(answer.headers.get('etag')?.replaceAll('"', ''));
      this.items.set(item.id, { ...item, version });
    }
    return answer;
  }

  #next(): ItemWrite {
    this.#sent += 1;
    const key = randomUUID();
    const all = [...this.items.values()];
    const before = all[Math.floor(Math.random() * all.length)];
    const dice = Math.random();
    if (before === undefined || (dice < 0.4 && all.length < ITEMS_AT_MOST)) {
      return { key, method: 'POST', name: `${this.#name} ${this.#sent}` };
    }
    if (dice < 0.75) return { key, method: 'PUT', before, description: `at ${this.#sent}` };
    return { key, method: 'DELETE', before };
  }
}

const STATUS = { POST: 201, PUT: 200, DELETE: 204 } as const;

function send(url: string, write: ItemWrite): Promise<Answer> {
  const { method, key } = write;
  const path = method === 'POST' ? '/api/v1/items' : `/api/v1/items/${write.before.id}`;
  return createRequest(url)(path, {
    method,
    headers: { 'idempotency-key': key },
    ...bodyOf(write),
  });
}

function bodyOf(write: ItemWrite): { readonly body?: object } {
  if (write.method === 'POST') return { body: { name: write.name } };
  if (write.method === 'PUT') return { body: { description: write.description } };
  return {};
}
