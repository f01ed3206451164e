import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '@aquifer/http';
import { isFault } from '@aquifer/service';
import type { Fault } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Unsettled } from '../collections/unsettled.ts';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import { ITEMS } from '../model/document.ts';
import type { Change, Document } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import { andThen, orElse } from '../store/maybe.ts';
import type {
  IdempotencyKey,
  KeptAnswer,
  Outcome,
  Refusal,
  TransactionOutcome,
  Write,
} from '../writes/write.ts';
import { etagOf } from './conditions.ts';
import { clientOf } from './route.ts';
import { sendKept } from './send-kept.ts';

export interface WriteRequest {
  readonly writes: readonly Write[];
  /** The answer when all of them were done. */
  readonly answer: (changes: readonly Change[]) => KeptAnswer;
  /** Called when they are stored, by this request. */
  readonly done?: () => void;
  /** Called when the store fails. */
  readonly failed?: () => Promise<void>;
}

/** How a request comes to what it asks for. */
export interface WriteWork {
  /** Called again when what it rested on has changed before it was stored. May throw `Unsettled`. */
  readonly prepare: (isRetry: boolean) => MaybePromise<WriteRequest>;
  /** Whether preparing has effects of its own: then repeats are looked for before. */
  readonly hasEffects?: boolean;
}

/** A request that writes. */
interface Asked {
  readonly estuary: Estuary;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly key: IdempotencyKey | undefined;
}

/** Does what a request asks for, once for each `Idempotency-Key`, and answers it (contract B4). */
export function performWrite(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
  work: WriteWork,
): MaybePromise<FastifyReply> {
  const at = Date.now();
  const scope = readScope(request);
  const asked = { estuary, request, reply, at };
  if (scope === undefined) {
    return andThen(perform({ ...asked, key: undefined }, work), () => reply);
  }
  const release = estuary.running.begin(scope);
  const key = {
    scope,
    fingerprint: hash('sha256', Buffer.isBuffer(request.body) ? request.body : ''),
    expiresAt: at + estuary.settings.idempotencyTtlSeconds * 1000,
  };
  return andThen(
    finallyDo(() => perform({ ...asked, key }, work), release),
    () => reply,
  );
}

/** Resolves when it is answered. Replies are no values here: they are promises of being sent. */
function perform(asked: Asked, work: WriteWork): MaybePromise<void> {
  const proceed = (): MaybePromise<void> =>
    andThen(attempt(asked, work, false), (isAnswered) =>
      isAnswered ? undefined : keepTrying(asked, work),
    );
  if (asked.key === undefined || work.hasEffects !== true) return proceed();
  return andThen(write(asked, onlyRepeat), (isAnswered) => (isAnswered ? undefined : proceed()));
}

/** False when it has to be tried again. */
function attempt(asked: Asked, { prepare }: WriteWork, isRetry: boolean): MaybePromise<boolean> {
  const wanted = orElse(
    () => prepare(isRetry),
    (error) => refused(asked, error),
  );
  return andThen(wanted, (request) => (request === undefined ? false : write(asked, request)));
}

/**
 * What was done before under the same key is answered, even if it could not be done any more: then
 * the error is thrown only if there is nothing to repeat.
 */
function refused({ key }: Asked, error: unknown): WantedWrite | undefined {
  if (error instanceof Unsettled) return undefined;
  if (key === undefined || !isFault(error)) throw error;
  return { ...onlyRepeat, error };
}

interface WantedWrite extends WriteRequest {
  /** Thrown where it would have to be tried again. */
  readonly error?: Fault;
}

/** Does nothing, for no document ever has this version. */
const onlyRepeat: WriteRequest = {
  writes: [{ kind: 'check', collection: ITEMS, id: '', version: -1, createdSeq: 0 }],
  answer: () => ({ status: 204, headers: {}, body: '' }),
};

/** False when it has to be tried again. */
function write(asked: Asked, wanted: WantedWrite): MaybePromise<boolean> {
  const { estuary, reply, at, key } = asked;
  const { writes } = wanted;
  const idempotency =
    key === undefined ? {} : { idempotency: { key, answer: keeping(asked, wanted) } };
  const stored = orElse(
    () => estuary.store.write({ writes, at, ...idempotency }),
    (error) => giveUp(wanted, error),
  );
  return andThen(stored, (outcome) => {
    if (outcome.kind !== 'stale') {
      answerOutcome(reply, outcome, wanted);
      return true;
    }
    if (wanted.error !== undefined) throw wanted.error;
    return false;
  });
}

/** Throws the error that the store failed with, whatever else fails then. */
function giveUp({ failed }: WriteRequest, error: unknown): Promise<never> {
  if (failed === undefined) throw error;
  return failed()
    .catch(() => undefined)
    .then(() => {
      throw error;
    });
}

const keeping =
  ({ estuary, request }: Asked, { writes, answer }: WriteRequest) =>
  (outcome: Outcome): KeptAnswer =>
    outcome.kind === 'done'
      ? answer(outcome.changes)
      : keptRefusal(estuary.renderFault(refusalFault(outcome.refusal, writes), request));

/** Longer than changing a schema or a busy document keeps a write waiting, most of the time. */
const PATIENCE_MS = 5_000;
const PAUSE_MS_MAX = 100;

async function keepTrying(asked: Asked, work: WriteWork): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (let pause = 1; Date.now() < end; pause = Math.min(2 * pause, PAUSE_MS_MAX)) {
    await delay(pause);
    if (await attempt(asked, work, true)) return;
  }
  throw fault('contended', {}, { headers: { 'retry-after': '1' } });
}

function answerOutcome(
  reply: FastifyReply,
  outcome: Exclude<TransactionOutcome, { readonly kind: 'stale' }>,
  { writes, answer, done }: WriteRequest,
): void {
  switch (outcome.kind) {
    case 'done':
      done?.();
      void sendKept(reply, answer(outcome.changes));
      return;
    case 'repeated':
      void sendKept(reply.header('idempotency-replayed', 'true'), outcome.answer);
      return;
    case 'key-reused':
      throw fault('key_reused');
    case 'refused':
      throw refusalFault(outcome.refusal, writes);
  }
}

/** Of several writes it says which one. */
function refusalFault({ reason, current, index }: Refusal, writes: readonly Write[]): Fault {
  const changing = writes.filter(({ kind }) => kind !== 'check');
  const place = changing.length > 1 ? { index } : {};
  if (current === undefined) return fault('item_not_found', {}, place);
  if (isOfAnother(current, changing[index])) return fault('id_taken', {}, place);
  const { version } = current;
  const headers = { etag: etagOf(version) };
  const code = reason === 'exists' ? 'item_exists' : 'precondition_failed';
  return fault(code, { version }, { headers, ...place });
}

/** Then it is not for the one who wanted to create it: that the id is taken is all there is to say. */
const isOfAnother = ({ owner }: Document, write: Write | undefined): boolean =>
  write?.kind === 'create' && write.owner !== null && write.owner !== owner;

const keptRefusal = ({ status, headers = {}, body }: Answer): KeptAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});

/** Who asks for what under which key: another client's key is another one. */
function readScope(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw badRequest('Idempotency-Key must be 1 to 255 visible ASCII characters');
  }
  const { address, caller } = clientOf(request);
  const who = caller?.subject ?? address;
  return [who, request.method, request.url, key].join(' ');
}

function finallyDo<Value>(work: () => MaybePromise<Value>, done: () => void): MaybePromise<Value> {
  let result: MaybePromise<Value>;
  try {
    result = work();
  } catch (error) {
    done();
    throw error;
  }
  if (result instanceof Promise) return result.finally(done);
  done();
  return result;
}
