import type { ErrorCode, ErrorResponse, ValidationError } from './generated/api-types.ts';

export type ClientErrorCode =
  /** The server could not be reached, or the connection ended before the answer was whole. */
  | 'CONNECTION_LOST'
  /** No answer, or no sign of life of a feed, within the time allowed. */
  | 'TIMEOUT'
  /** The answer is not one of Estuary: another server, or a proxy, gave it. */
  | 'UNEXPECTED_ANSWER';

export type EstuaryErrorCode = ErrorCode | ClientErrorCode;

export interface EstuaryErrorParts {
  readonly code: EstuaryErrorCode;
  readonly message: string;
  readonly status?: number | undefined;
  readonly validationErrors?: readonly ValidationError[] | undefined;
  readonly index?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly version?: number | undefined;
  readonly cause?: unknown;
}

/** Why a call failed. `code` says what to do about it; `message` is for people and logs. */
export class EstuaryError extends Error {
  override readonly name = 'EstuaryError';
  readonly code: EstuaryErrorCode;
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** What is wrong with which field; empty but for `VALIDATION_ERROR`. */
  readonly validationErrors: readonly ValidationError[];
  /** Of a batch: which operation could not be done. */
  readonly index: number | undefined;
  /** By which the server's log names the request. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the call is made again, where the server says so. */
  readonly retryAfter: number | undefined;
  /** The version the item has now, where it is not the one asked for. */
  readonly version: number | undefined;

  constructor(parts: EstuaryErrorParts) {
    super(parts.message, { cause: parts.cause });
    this.code = parts.code;
    this.status = parts.status;
    this.validationErrors = parts.validationErrors ?? [];
    this.index = parts.index;
    this.requestId = parts.requestId;
    this.retryAfter = parts.retryAfter;
    this.version = parts.version;
  }
}

/** The error that an answer tells. */
export function errorOfAnswer({ status, headers }: Response, text: string): EstuaryError {
  const told = parse(text);
  const retryAfter = wholeNumber(headers.get('retry-after'));
  if (told === undefined) return unexpectedAnswer(status, text, retryAfter);
  const { error, message, details = {}, request_id: requestId } = told;
  return new EstuaryError({
    code: error,
    message,
    status,
    validationErrors: details.validation_errors,
    index: details.index,
    requestId,
    retryAfter,
    version: versionOf(headers),
  });
}

const SHOWN_MAX = 200;

export function unexpectedAnswer(status: number, text: string, retryAfter?: number): EstuaryError {
  const shown = text.trim().slice(0, SHOWN_MAX);
  const message = `the answer, with status ${status}, is not one of Estuary: ${shown}`;
  return new EstuaryError({ code: 'UNEXPECTED_ANSWER', status, message, retryAfter });
}

/** The version in an ETag. */
export const versionOf = (headers: Headers): number | undefined =>
  wholeNumber(/^(?:W\/)?"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1]);

const wholeNumber = (text: string | null | undefined): number | undefined =>
  text != null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

function parse(text: string): ErrorResponse | undefined {
  try {
    const value = JSON.parse(text) as Partial<ErrorResponse> | null;
    const isOurs = typeof value?.error === 'string' && typeof value.message === 'string';
    return isOurs ? (value as ErrorResponse) : undefined;
  } catch {
    return undefined;
  }
}
