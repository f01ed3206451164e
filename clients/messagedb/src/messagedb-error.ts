const serverErrorCodes = [
  'INVALID_REQUEST',
  'METHOD_NOT_FOUND',
  'NOT_FOUND',
  'AUTH_REQUIRED',
  'AUTH_INVALID_TOKEN',
  'AUTH_UNAUTHORIZED',
  'NAMESPACE_NOT_FOUND',
  'NAMESPACE_EXISTS',
  'STREAM_VERSION_CONFLICT',
  'MESSAGE_ID_EXISTS',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_SUBSCRIPTIONS',
  'BACKEND_ERROR',
  'INTERNAL_ERROR',
] as const;

/** What the server answers with. */
export type ServerErrorCode = (typeof serverErrorCodes)[number];

export type ClientErrorCode =
  /** The server could not be reached, or the connection ended before the answer was whole. */
  | 'CONNECTION_LOST'
  /** No answer, or no sign of life of a subscription, within the time allowed. */
  | 'TIMEOUT'
  /** The answer is not one of MessageDB: another server, or a proxy, gave it. */
  | 'UNEXPECTED_ANSWER';

export type MessageDbErrorCode = ServerErrorCode | ClientErrorCode;

export interface MessageDbErrorParts {
  readonly code: MessageDbErrorCode;
  readonly message: string;
  readonly status?: number | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** Why a call failed. `code` says what to do about it; `message` is for people and logs. */
export class MessageDbError extends Error {
  override readonly name = 'MessageDbError';
  readonly code: MessageDbErrorCode;
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Facts for programs, such as `{expected, actual}` of a version conflict. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ code, message, status, details = {}, cause }: MessageDbErrorParts) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** The error that an answer tells: JSON of the server, or a sentence where it refuses to stream. */
export function errorOfAnswer(status: number, text: string): MessageDbError {
  const told = parseBody(text);
  const code = serverErrorCodes.find((known) => known === told?.code);
  if (code !== undefined) {
    return new MessageDbError({
      code,
      status,
      message: told?.message ?? code,
      details: told?.details,
    });
  }
  if (status === 400 && told === undefined && text.trim() !== '') {
    return new MessageDbError({ code: 'INVALID_REQUEST', status, message: text.trim() });
  }
  return unexpectedAnswer(status, text);
}

const SHOWN_MAX = 200;

export function unexpectedAnswer(status: number, text: string): MessageDbError {
  const body = text.slice(0, SHOWN_MAX);
  const message = `the answer, with status ${status}, is not one of MessageDB`;
  return new MessageDbError({ code: 'UNEXPECTED_ANSWER', status, message, details: { body } });
}

interface ToldError {
  readonly code?: string;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function parseBody(text: string): ToldError | undefined {
  try {
    return (JSON.parse(text) as { readonly error?: ToldError } | null)?.error;
  } catch {
    return undefined;
  }
}
