import { hash } from 'node:crypto';
import type { Answer } from '@aquifer/http';
import type { Fault } from '@aquifer/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Estuary } from '../estuary.ts';
import { badRequest, fault } from '../faults.ts';
import type { Change } from '../model/document.ts';
import type { MaybePromise } from '../store/document-store.ts';
import type { KeptAnswer, Outcome, Refusal, TransactionOutcome, Write } from '../writes/write.ts';
import { etagOf } from './conditions.ts';
import { andThen } from './maybe.ts';
import { clientOf } from './route.ts';
import { sendKept } from './send-kept.ts';

export interface WriteRequest {
  readonly writes: readonly Write[];
  /** The answer when all of them were done. */
  readonly answer: (changes: readonly Change[]) => KeptAnswer;
}

/** Does what a request asks for, once for each `Idempotency-Key`, and answers it (contract B4). */
export function performWrite(
  estuary: Estuary,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: WriteRequest,
): MaybePromise<FastifyReply> {
  const { writes, answer } = wanted;
  const at = Date.now();
  const scope = readScope(request);
  if (scope === undefined) {
    return andThen(estuary.store.write({ writes, at }), (outcome) =>
      answerOutcome(reply, outcome, wanted),
    );
  }
  const release = estuary.running.begin(scope);
  const key = {
    scope,
    fingerprint: hash('sha256', Buffer.isBuffer(request.body) ? request.body : ''),
    expiresAt: at + estuary.settings.idempotencyTtlSeconds * 1000,
  };
  const keep = (outcome: Outcome): KeptAnswer =>
    outcome.kind === 'done'
      ? answer(outcome.changes)
      : keptRefusal(estuary.renderFault(refusalFault(outcome.refusal, writes.length), request));
  return finallyDo(
    () =>
      andThen(estuary.store.write({ writes, at, idempotency: { key, answer: keep } }), (outcome) =>
        answerOutcome(reply, outcome, wanted),
      ),
    release,
  );
}

function answerOutcome(
  reply: FastifyReply,
  outcome: TransactionOutcome,
  { writes, answer }: WriteRequest,
): FastifyReply {
  switch (outcome.kind) {
    case 'done':
      return sendKept(reply, answer(outcome.changes));
    case 'repeated':
      return sendKept(reply.header('idempotency-replayed', 'true'), outcome.answer);
    case 'key-reused':
      throw fault('key_reused');
    case 'refused':
      throw refusalFault(outcome.refusal, writes.length);
  }
}

/** Of several writes it says which one. */
function refusalFault({ reason, current, index }: Refusal, count: number): Fault {
  const place = count > 1 ? { index } : {};
  if (current === undefined) return fault('item_not_found', {}, place);
  const { version } = current;
  const headers = { etag: etagOf(version) };
  const code = reason === 'exists' ? 'item_exists' : 'precondition_failed';
  return fault(code, { version }, { headers, ...place });
}

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
