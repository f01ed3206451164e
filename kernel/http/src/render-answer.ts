import { Fault } from '@aquifer/service';
import type { FastifyRequest } from 'fastify';
import type { Answer, HttpOptions } from './http-options.ts';

/** The service's rendering policy with the defaults filled in; its functions never throw. */
export interface Renderer {
  fault(fault: Fault, request: FastifyRequest): Answer;
  /** Of bytes that never became a request. */
  refusal(fault: Fault, requestId: string): Answer;
  notFound(request: FastifyRequest): Answer;
  methodNotAllowed(request: FastifyRequest, allow: readonly string[]): Answer;
}

/** Sent when the service's own rendering fails: says nothing and cannot fail itself. */
const lastResort: Answer = { status: 500, body: 'Internal Server Error' };

/** Builds the renderer from the service's policy. */
export function createRenderer(options: HttpOptions): Renderer {
  const { log, renderFault, renderNotFound, renderMethodNotAllowed } = options;
  return {
    fault: (fault, request) => guard(() => renderFault(fault, request, request.id)),
    refusal: (fault, requestId) => guard(() => renderFault(fault, undefined, requestId)),
    notFound: (request) =>
      guard(() =>
        renderNotFound === undefined
          ? renderFault(notFound, request, request.id)
          : renderNotFound(request),
      ),
    methodNotAllowed: (request, allow) =>
      guard(() =>
        renderMethodNotAllowed === undefined
          ? renderFault(methodNotAllowed(allow), request, request.id)
          : renderMethodNotAllowed(request, allow),
      ),
  };

  function guard(render: () => Answer): Answer {
    try {
      return render();
    } catch (error) {
      log.error({ err: error }, 'rendering an answer failed');
      return lastResort;
    }
  }
}

const notFound = new Fault({ code: 'not_found', status: 404, message: 'There is nothing here.' });

function methodNotAllowed(allow: readonly string[]): Fault {
  return new Fault({
    code: 'method_not_allowed',
    status: 405,
    message: `This path answers only to ${allow.join(', ')}.`,
    context: { allow },
  });
}

/** An answer's body as text with its content type; no type when there is no body. */
export function renderBody(answer: Answer): { text: string; type: string | undefined } {
  const { body } = answer;
  if (body === undefined) return { text: '', type: undefined };
  if (typeof body === 'string') return { text: body, type: 'text/plain; charset=utf-8' };
  return { text: JSON.stringify(body), type: 'application/json' };
}
