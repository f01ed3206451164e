import type { Answer } from '@aquifer/http';
import type { Fault } from '@aquifer/service';
import { catalogue } from '../faults.ts';
import type { FaultCode, WireCode } from '../faults.ts';

/** What the kernel refuses by itself, in the words of this API. */
const kernelCodes: Readonly<Record<string, WireCode>> = {
  not_found: 'NOT_FOUND',
  body_too_large: 'PAYLOAD_TOO_LARGE',
  response_timeout: 'BACKEND_ERROR',
  internal_error: 'INTERNAL_ERROR',
};

/** `{"error":{"code","message","details"?}}` (contract §4). The only place that builds an error body. */
export function renderFault(fault: Fault): Answer {
  const { status, message } = fault;
  if (isPlain(fault.code)) return { status, body: `${message}\n` };
  return { status, body: errorBody(fault), headers: retryHeader(status) };
}

/** The same object for the events of an import. */
export function errorBody({ code, message, context }: Fault): object {
  const error = { code: wireCode(code), message };
  return { error: context === undefined ? error : { ...error, details: context } };
}

export function wireCode(code: string): WireCode {
  return isOurs(code) ? catalogue[code][1] : (kernelCodes[code] ?? 'INVALID_REQUEST');
}

const isOurs = (code: string): code is FaultCode => Object.hasOwn(catalogue, code);

/** Refusals to subscribe are text, because clients of event streams show them as they are (contract §9). */
const isPlain = (code: string): boolean => code === 'invalid_subscription';

/** Where trying again helps, it is said when, in seconds. */
const retryHeader = (status: number): Record<string, string> =>
  status === 503 || status === 429 ? { 'retry-after': '1' } : {};
