import { createHmac, randomBytes } from 'node:crypto';
import type { Log } from '@aquifer/service';
import type { Document } from '../../model/document.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { DocumentPage, DocumentStore, ListQuery } from '../document-store.ts';
import type { Retention } from '../retention.ts';
import { chooseFunctions } from './choose-functions.ts';
import { createConvexCalls } from './convex-calls.ts';
import type { CallOptions, ConvexAccess } from './convex-calls.ts';
import { ConvexChangeLog } from './convex-change-log.ts';
import type { ConvexDocuments } from './convex-documents.ts';
import { PlainItems } from './plain-items.ts';
import { WholeDocuments } from './whole-documents.ts';

export interface ConvexStoreOptions extends CallOptions {
  readonly access: ConvexAccess;
  readonly retention: Retention;
  readonly log: Log;
  /** How soon changes of other instances are seen, in milliseconds. Default 1000. */
  readonly pollMs?: number;
}

/** A probe waits less long than a request (contract §19.3). */
const CHECK_MS_MAX = 2_000;
const POLL_MS = 1_000;

/** Opens a store in a Convex deployment, which need not answer yet. */
export function openConvexStore(options: ConvexStoreOptions): DocumentStore {
  return new ConvexStore(options);
}

class ConvexStore implements DocumentStore {
  readonly kind = 'convex';
  readonly changes: ConvexChangeLog;
  readonly #probe: PlainItems;
  readonly #whole: WholeDocuments;
  readonly #functions: () => Promise<ConvexDocuments>;
  readonly #secret: Uint8Array;

  constructor({ access, retention, log, pollMs = POLL_MS, ...calling }: ConvexStoreOptions) {
    const calls = createConvexCalls(access, calling);
    this.#probe = new PlainItems(
      createConvexCalls(access, { ...calling, timeoutMs: CHECK_MS_MAX }),
    );
    this.#whole = new WholeDocuments(calls, retention, () => this.changes.wake());
    this.#functions = chooseFunctions({ whole: this.#whole, plain: new PlainItems(calls) }, log);
    this.changes = new ConvexChangeLog(this.#functions, pollMs);
    this.#secret = secretOf(access);
  }

  async get(collection: string, id: string): Promise<Document | undefined> {
    const functions = await this.#functions();
    return functions.get(collection, id);
  }

  async list(query: ListQuery): Promise<DocumentPage> {
    const functions = await this.#functions();
    return functions.list(query);
  }

  async write(transaction: Transaction): Promise<TransactionOutcome> {
    const functions = await this.#functions();
    return functions.write(transaction);
  }

  secret(): Uint8Array {
    return this.#secret;
  }

  /** Requests of their own, and no connection that would be held. */
  connections(): number {
    return 0;
  }

  check(): Promise<void> {
    return this.#probe.check();
  }

  async close(): Promise<void> {
    this.changes.close();
    await this.#whole.close();
  }
}

/** The same for all who share a deployment, and there while it is down. */
function secretOf({ url, deployKey, sharedSecret }: ConvexAccess): Uint8Array {
  const shared = deployKey ?? sharedSecret;
  if (shared === undefined) return randomBytes(32);
  return createHmac('sha256', shared).update(`estuary cursors of ${url}`).digest();
}
