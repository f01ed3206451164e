import type { Answer } from '@aquifer/http';
import type { Fault } from '@aquifer/service';
import type { FastifyRequest } from 'fastify';
import { catalogue, fault } from '../faults.ts';
import type { FaultCode, FaultExtra } from '../faults.ts';
import { PROBLEM_TYPE, problemOf, wantsProblem } from './problem-details.ts';

/** Makes the answer of a fault; there is no request where bytes never became one, which have an id all the same. */
export type RenderFault = (
  fault: Fault,
  request: FastifyRequest | undefined,
  requestId?: string,
) => Answer;

export interface RenderOptions {
  readonly bodyLimitBytes: number;
  /** In development a fault tells what led to it (contract §6). */
  readonly tellsCauses: boolean;
}

/** What the kernel refuses by itself, in our words. */
const ours: Readonly<Record<string, FaultCode | undefined>> = {
  request_timeout: 'request_timeout',
  headers_too_large: 'headers_too_large',
  unsupported_media_type: 'content_type_missing',
  invalid_json: 'malformed_json',
  not_found: 'not_found',
  response_timeout: 'store_unavailable',
  internal_error: 'internal',
};

/** The one shape of every error (contract §6); with RFC 9457's members for who asks for them (contract B10). */
export function createRenderFault({ bodyLimitBytes, tellsCauses }: RenderOptions): RenderFault {
  return (thrown, request, requestId = request?.id ?? '') => {
    const told = inOurWords(thrown, bodyLimitBytes);
    const [status, error] = catalogue[told.code as FaultCode];
    const { problems, index, headers } = (told.context ?? {}) as FaultExtra;
    const context = tellsCauses ? causeOf(thrown) : undefined;
    const details = { validation_errors: problems, index, context };
    const hasDetails = Object.values(details).some((detail) => detail !== undefined);
    const body = {
      error,
      message: told.message,
      ...(hasDetails ? { details } : {}),
      timestamp: new Date().toISOString(),
      request_id: requestId,
    };
    const isProblem = wantsProblem(request?.headers.accept);
    return {
      status,
      headers: {
        ...headers,
        ...(status === 401 ? { 'www-authenticate': challengeOf(told) } : {}),
        ...(isProblem ? { 'content-type': PROBLEM_TYPE } : {}),
      },
      body: isProblem ? problemOf(status, body) : body,
    };
  };
}

function inOurWords(thrown: Fault, limit: number): Fault {
  if (thrown.code === 'body_too_large') return fault('body_too_large', { limit });
  const code = ours[thrown.code];
  if (code !== undefined) return fault(code, {}, { cause: thrown.cause });
  if (thrown.code in catalogue) return thrown;
  return thrown.status < 500
    ? fault('bad_request', { reason: thrown.message })
    : fault('internal', {}, { cause: thrown });
}

/** RFC 6750 §3: says that a token was there, and bad. */
const challengeOf = ({ code }: Fault): string =>
  code === 'token_invalid' || code === 'token_expired' ? 'Bearer error="invalid_token"' : 'Bearer';

function causeOf({ cause }: Fault): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}
