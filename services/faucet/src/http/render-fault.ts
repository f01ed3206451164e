import type { Answer } from '@aquifer/http';
import type { Fault } from '@aquifer/service';

/** The error envelope of every JSON answer (contract §5). The only place that builds one. */
export function renderFault(fault: Fault): Answer {
  const { status, message, context } = fault;
  const error = {
    code: status,
    message,
    reason: fault.code,
    ...(context === undefined ? {} : { context }),
  };
  return {
    status,
    headers: { 'content-type': 'application/json', ...retryHeader(context) },
    body: `${JSON.stringify({ error })}\n`,
  };
}

/** 429 and 503 say when to come back, where it is known. */
function retryHeader(context: Fault['context']): Record<string, string> {
  const seconds = context?.['retry_after'];
  return typeof seconds === 'number' ? { 'retry-after': String(Math.ceil(seconds)) } : {};
}

/** Unmatched paths are answered by the router's plain text, as the original does (contract §5). */
export function renderNotFound(): Answer {
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
}

export function renderMethodNotAllowed(): Answer {
  return { status: 405 };
}
