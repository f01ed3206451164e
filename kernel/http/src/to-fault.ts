import { Fault, isFault } from '@aquifer/service';
import type { FastifyError } from 'fastify';

type KernelFault = readonly [code: string, status: number, message: string];

/** Node's and Fastify's error codes, as faults of ours. Both lists of codes are stable. */
const knownErrors: Readonly<Record<string, KernelFault>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 413, 'The request body is too large.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 400, 'The request body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 400, 'The request body is empty; expected JSON.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_media_type',
    415,
    'The content type of the request body is not supported.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid_content_length',
    400,
    'The request body is not as long as its Content-Length says.',
  ],
  FST_ERR_BAD_URL: ['invalid_path', 400, 'The path is not valid percent-encoded UTF-8.'],
  FST_ERR_MAX_PARAM_LENGTH: ['path_too_long', 414, 'A segment of the path is too long.'],
  FST_ERR_HANDLER_TIMEOUT: ['response_timeout', 503, 'The answer took too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: ['headers_too_large', 431, 'The request headers are too large.'],
  ECONNRESET: ['request_aborted', 400, 'The request ended before it was complete.'],
};

/**
 * Any thrown value as a fault. Codes: those of `knownErrors` above, `malformed_request` 400 for
 * bytes that are not HTTP, `invalid_request` 400 for a schema that does not fit, `bad_request` for
 * other refusals of Fastify and its plugins, and `internal_error` 500, which tells nothing.
 */
export function toFault(error: unknown): Fault {
  if (isFault(error)) return error;
  if (!(error instanceof Error)) return internalError(error);
  const { code, statusCode, validation, expose } = error as Partial<FastifyError & HttpError>;
  if (validation !== undefined) return invalidRequest(error as FastifyError);
  const known = code === undefined ? undefined : knownErrors[code];
  if (known !== undefined) {
    return new Fault({ code: known[0], status: known[1], message: known[2], cause: error });
  }
  if (code?.startsWith('HPE_') === true) return malformedRequest(error);
  if (isRefusal(code, statusCode, expose)) {
    return new Fault({
      code: 'bad_request',
      status: statusCode ?? 400,
      message: error.message,
      cause: error,
    });
  }
  return internalError(error);
}

/** The convention of the http-errors package: whether the message is meant for the client. */
interface HttpError {
  readonly expose: boolean;
}

/** Fastify, its plugins and http-errors write such messages for the client; any other might leak. */
function isRefusal(code?: string, status?: number, expose?: boolean): boolean {
  const forClient = expose === true || code?.startsWith('FST_') === true;
  return forClient && status !== undefined && status >= 400 && status < 500;
}

function malformedRequest(cause: Error): Fault {
  return new Fault({
    code: 'malformed_request',
    status: 400,
    message: 'The request is not valid HTTP.',
    cause,
  });
}

function internalError(cause: unknown): Fault {
  return new Fault({
    code: 'internal_error',
    status: 500,
    message: 'Internal server error.',
    cause,
  });
}

function invalidRequest(error: FastifyError): Fault {
  const part = error.validationContext ?? 'request';
  const problems = (error.validation ?? []).map(({ instancePath, message }) => ({
    path: instancePath,
    message: message ?? 'is not valid',
  }));
  const sentences = problems.map(({ path, message }) => `${part}${path} ${message}`);
  return new Fault({
    code: 'invalid_request',
    status: 400,
    message: `The request is not valid: ${sentences.join(', ')}.`,
    context: { in: part, problems },
  });
}
