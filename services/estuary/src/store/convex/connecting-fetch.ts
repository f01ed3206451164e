/** The deployment did not answer. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure';
  /** Whether the deployment may have done what it was asked for. */
  readonly mayHaveArrived: boolean;

  constructor(cause: unknown) {
    super('Convex does not answer', { cause });
    this.mayHaveArrived = !NOT_CONNECTED.has(codeOf(cause));
  }
}

/** Something answered that is not a function: a refused key, a limit, a gateway. */
export class StatusFailure extends Error {
  override readonly name = 'StatusFailure';
  readonly status: number;

  constructor(status: number, body: string) {
    super(`Convex answered ${status}: ${body.slice(0, 500)}`);
    this.status = status;
  }
}

const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** A function that ran answers with one of these; 560 when it failed. */
const ANSWERED = new Set([200, 560]);

export interface ConnectingOptions {
  readonly deployKey: string | undefined;
  /** For the whole of an answer. */
  readonly timeoutMs: number;
  readonly send: typeof fetch;
}

/**
 * The fetch that the client of Convex is given: with a time limit, the rights of an admin where there
 * is a deploy key, and errors that can be told apart.
 */
export function connectingFetch(options: ConnectingOptions): typeof fetch {
  const { deployKey, timeoutMs, send } = options;
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (deployKey !== undefined) headers.set('authorization', `Convex ${deployKey}`);
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, body } = await answerOf(send(input, { ...init, headers, signal }));
    if (!ANSWERED.has(status)) throw new StatusFailure(status, body);
    return new Response(body, { status });
  };
}

async function answerOf(
  sent: Promise<Response>,
): Promise<{ readonly status: number; readonly body: string }> {
  try {
    const response = await sent;
    return { status: response.status, body: await response.text() };
  } catch (error) {
    throw new ConnectionFailure(error);
  }
}
