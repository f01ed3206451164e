import { createHmac, randomBytes } from 'node:crypto';
import type { Log } from '@aquifer/service';
import { fault } from '../../faults.ts';
import type { Document } from '../../model/document.ts';
import type { Transaction, TransactionOutcome } from '../../writes/write.ts';
import type { DocumentPage, DocumentStore, ListQuery } from '../document-store.ts';
import type { Retention } from '../retention.ts';
import { createConvexCalls, MissingFunction } from './convex-calls.ts';
import type { ConvexAccess, ConvexCalls } from './convex-calls.ts';
import { ConvexChangeLog } from './convex-change-log.ts';
import { notSupported, PlainItems } from './plain-items.ts';
import { WholeDocuments } from './whole-documents.ts';

/** A probe waits less long than a request (contract §19.3). */
const CHECK_MS_MAX = 2_000;

/** Opens a store in a Convex deployment, which need not answer yet. */
export function openConvexStore(
  access: ConvexAccess,
  retention: Retention,
  log: Log,
): DocumentStore {
  if (access.deployKey === undefined && access.sharedSecret === undefined) {
    log.warn(
      'CONVEX_DEPLOY_KEY and CONVEX_SHARED_SECRET are not set: anybody who knows the URL of the deployment can call its functions, and cursors hold for this process only',
    );
  }
  return new ConvexStore(access, retention, log);
}

class ConvexStore implements DocumentStore {
  readonly kind = 'convex';
  readonly changes: ConvexChangeLog;
  readonly #probe: ConvexCalls;
  readonly #whole: WholeDocuments;
  readonly #plain: PlainItems;
  readonly #secret: Uint8Array;
  readonly #log: Log;
  #isPlain = false;

  constructor(access: ConvexAccess, retention: Retention, log: Log) {
    const calls = createConvexCalls(access);
    this.#probe = createConvexCalls({ ...access, timeoutMs: CHECK_MS_MAX });
    this.#whole = new WholeDocuments(calls, retention);
    this.#plain = new PlainItems(calls);
    this.#secret = secretOf(access);
    this.#log = log;
    this.changes = new ConvexChangeLog({
      // The log of a deployment that keeps none stays empty.
      head: () =>
        this.#choose(
          () => this.#whole.head(),
          async () => 0,
        ),
      read: (after, limit) =>
        this.#choose(
          () => this.#whole.read(after, limit),
          async () => (after === 0 ? { changes: [], upTo: 0 } : undefined),
        ),
      snapshotPart: (seq, after) =>
        this.#choose(
          () => this.#whole.snapshotPart(seq, after),
          async () => {
            throw notSupported('snapshots');
          },
        ),
    });
  }

  get(collection: string, id: string): Promise<Document | undefined> {
    return this.#choose(
      () => this.#whole.get(collection, id),
      () => this.#plain.get(collection, id),
    );
  }

  list(query: ListQuery): Promise<DocumentPage> {
    return this.#choose(
      () => this.#whole.list(query),
      () => this.#plain.list(query),
    );
  }

  async write(transaction: Transaction): Promise<TransactionOutcome> {
    const outcome = await this.#choose(
      () => this.#whole.write(transaction),
      () => this.#plain.write(transaction),
    );
    if (outcome.kind === 'done') this.changes.wake();
    return outcome;
  }

  secret(): Uint8Array {
    return this.#secret;
  }

  /** Requests of their own, and no connection that would be held. */
  connections(): number {
    return 0;
  }

  async check(): Promise<void> {
    try {
      await this.#probe.query('items:list', { limit: 1, offset: 0 });
    } catch (error) {
      throw asFault(error);
    }
  }

  async close(): Promise<void> {
    this.changes.close();
  }

  /** Asks the functions of ours where the deployment has them, and else those that every one has. */
  async #choose<Value>(whole: () => Promise<Value>, plain: () => Promise<Value>): Promise<Value> {
    try {
      if (!this.#isPlain) return await whole();
    } catch (error) {
      if (!(error instanceof MissingFunction)) throw error;
      if (!this.#isPlain) {
        this.#isPlain = true;
        this.#log.warn(
          'the Convex deployment has no functions of Estuary (deploy/estuary/convex): what needs them is refused until they are deployed and Estuary is started again',
        );
      }
    }
    try {
      return await plain();
    } catch (error) {
      throw asFault(error);
    }
  }
}

/** Functions that every deployment has to have. */
const asFault = (error: unknown): unknown =>
  error instanceof MissingFunction ? fault('store_failed', {}, { cause: error }) : error;

/** The same for all who share a deployment, and there while it is down. */
function secretOf({ url, deployKey, sharedSecret }: ConvexAccess): Uint8Array {
  const shared = deployKey ?? sharedSecret;
  if (shared === undefined) return randomBytes(32);
  return createHmac('sha256', shared).update(`estuary cursors of ${url}`).digest();
}
